/** One server-sent event. `EventSource` of browsers cannot send a body, so that the page reads the stream itself. */
export interface ServerEvent {
  name: string;
  data: unknown;
}

/** Reads a stream of events (HTML Living Standard, "Server-sent events"). */
export async function* eventsOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<ServerEvent> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    rest += value ?? "";
    const blocks = rest.split(/\r\n\r\n|\n\n|\r\r/);
    // What the end cuts off is no event.
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = eventIn(block);
      if (event) yield event;
    }
    if (done) return;
  }
}

function eventIn(block: string): ServerEvent | undefined {
  let name = "message";
  const data: string[] = [];
  for (const line of block.split(/\r\n|\n|\r/)) {
    const [, field = "", value = ""] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (field === "event") name = value;
    if (field === "data") data.push(value);
  }
  return data.length === 0 ? undefined : { name, data: JSON.parse(data.join("\n")) as unknown };
}
