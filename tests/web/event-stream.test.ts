import fc from "fast-check";
import { expect, test } from "vitest";
import { eventParser, type StreamEvent } from "../../src/web/api/event-stream.ts";

function parse(pieces: readonly string[]): readonly StreamEvent[] {
  const events: StreamEvent[] = [];
  const take = eventParser((event) => events.push(event));
  for (const piece of pieces) take(piece);
  return events;
}

test("an event has its name and its lines of data", () => {
  expect(parse(["event: end\ndata: {\ndata: }\n\n"])).toEqual([{ event: "end", data: "{\n}" }]);
});

test("comments, unknown fields and events without data are passed over", () => {
  expect(parse([": hello\nid: 4\n\nevent: progress\n\ndata: x\n\n"])).toEqual([
    { event: "message", data: "x" },
  ]);
});

test("an event that is not ended is not given", () => {
  expect(parse(["data: x\n"])).toEqual([]);
});

test("where the stream is cut into pieces makes no difference", () => {
  const stream = 'event: progress\r\ndata: {"share":0.5}\r\n\r\nevent: end\ndata: a\ndata: b\n\n';
  const whole = parse([stream]);
  expect(whole).toHaveLength(2);
  fc.assert(
    fc.property(fc.array(fc.nat(stream.length), { maxLength: 8 }), (cuts) => {
      const bounds = [0, ...cuts.toSorted((a, b) => a - b), stream.length];
      const pieces = bounds.slice(1).map((to, i) => stream.slice(bounds[i], to));
      expect(parse(pieces)).toEqual(whole);
    }),
  );
});
