// The places where calls run: order, and places that end or cannot be made.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Places, type Place } from "../src/sandbox/places.js";

class FakePlace implements Place {
  hasEnded = false;

  run(): Promise<never> {
    return Promise.reject(new Error("it runs nothing"));
  }

  end(): Promise<void> {
    this.hasEnded = true;
    return Promise.resolve();
  }
}

const PATIENT = new AbortController().signal;

test("calls get a place in order of arrival, and the one that gave up is left out", async () => {
  const places = new Places(1, () => Promise.resolve(new FakePlace()));
  const place = await places.take(PATIENT);
  const order: string[] = [];
  const impatient = new AbortController();
  const waiting = ["first", "second", "third"].map((name) =>
    places.take(name === "second" ? impatient.signal : PATIENT).then(
      (taken) => {
        order.push(name);
        places.give(taken);
      },
      () => assert.equal(name, "second"),
    ),
  );
  impatient.abort();
  places.give(place);
  await Promise.all(waiting);
  assert.deepEqual(order, ["first", "third"]);
});

test("a place that ended is replaced for the call that waits", async () => {
  const places = new Places(1, () => Promise.resolve(new FakePlace()));
  const ended = await places.take(PATIENT);
  const waiting = places.take(PATIENT);
  await ended.end();
  places.give(ended);
  const taken = await waiting;
  assert.notEqual(taken, ended);
  assert.equal(taken.hasEnded, false);
});

test("a place that ended while nobody used it is not handed out", async () => {
  const places = new Places(1, () => Promise.resolve(new FakePlace()));
  const idle = await places.take(PATIENT);
  places.give(idle);
  await idle.end();
  assert.notEqual(await places.take(PATIENT), idle);
});

test("a place that cannot be made fails the call that waits for it, and no other", async () => {
  let made = 0;
  const places = new Places(1, () => {
    made += 1;
    return made === 2 ? Promise.reject(new Error("too many open files")) : Promise.resolve(new FakePlace());
  });
  const ended = await places.take(PATIENT);
  const [first, second] = [places.take(PATIENT), places.take(PATIENT)];
  await ended.end();
  places.give(ended);
  await assert.rejects(first, /too many open files/);
  // Nobody holds a place now, and one call waits.
  assert.equal((await second).hasEnded, false);
});
