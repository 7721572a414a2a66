import { ApiProblem, apiAddress, authorisation } from "./client.ts";

/** One event of a stream of server-sent events. */
export interface StreamEvent {
  readonly event: string;
  readonly data: string;
}

/**
 * Reads server-sent events until the service ends the stream or `signal` aborts it.
 *
 * `fetch` instead of `EventSource`, which cannot send the API key.
 */
export async function readEvents(
  path: string,
  signal: AbortSignal,
  onEvent: (event: StreamEvent) => void,
): Promise<void> {
  const headers = { accept: "text/event-stream", ...authorisation() };
  const response = await fetch(apiAddress(path), { headers, signal });
  if (!response.ok || response.body === null) throw new ApiProblem(response.status, {});
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const parser = eventParser(onEvent);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    parser(value);
  }
}

/**
 * Takes a stream's text in pieces of any size and calls `onEvent` at the end of each event.
 *
 * Source: HTML Standard, section 9.2.6, "Interpreting an event stream".
 */
export function eventParser(onEvent: (event: StreamEvent) => void): (piece: string) => void {
  let rest = "";
  let event = "";
  let lines: string[] = [];
  const takeLine = (line: string): void => {
    if (line === "") {
      if (lines.length > 0) onEvent({ event: event || "message", data: lines.join("\n") });
      event = "";
      lines = [];
      return;
    }
    const [, field, value = ""] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];
    if (field === "event") event = value;
    if (field === "data") lines.push(value);
  };
  return (piece) => {
    const parts = (rest + piece).split(/\r\n|\n|\r(?!$)/);
    rest = parts.pop() ?? "";
    for (const line of parts) takeLine(line);
  };
}
