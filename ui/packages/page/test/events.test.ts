import assert from "node:assert/strict";
import test from "node:test";
import { eventsOf } from "../src/api/events.ts";

async function read(...chunks: string[]) {
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });
  const events = [];
  for await (const event of eventsOf(stream)) events.push(event);
  return events;
}

test("events are read wherever the chunks are cut", async () => {
  const text =
    'event: reference\ndata: {"reference":"ä"}\n\n: keep-alive\n\nevent: result\r\ndata: {"a":\r\ndata: 1}\r\n\r\n';
  const expected = [
    { name: "reference", data: { reference: "ä" } },
    { name: "result", data: { a: 1 } },
  ];
  assert.deepEqual(await read(text), expected);
  for (let at = 1; at < text.length; at += 1)
    assert.deepEqual(await read(text.slice(0, at), text.slice(at)), expected, `cut at ${at}`);
});

test("an event that the end cuts off is not told", async () => {
  assert.deepEqual(await read("event: result\ndata: {"), []);
});
