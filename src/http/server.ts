import { createServer, type ServerResponse } from "node:http";
import type { Express } from "express";

/** Connections that are still busy this long after closing began are cut. */
const CLOSE_WAIT_MS = 3_000;

/** A service that takes requests. */
export interface RunningServer {
  /** Address with the port that was taken, for example `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
  /** Takes no new requests, ends streams of events, waits for what is being answered. */
  close(): Promise<void>;
}

/**
 * Listens at an address; resolves once requests are taken and rejects where the address is not to
 * be had.
 *
 * @param address port 0 takes any free one
 */
export async function listen(
  app: Express,
  address: { readonly host: string; readonly port: number },
): Promise<RunningServer> {
  const server = createServer(app);
  server.headersTimeout = 20_000;
  server.requestTimeout = 60_000;
  const streams = new Set<ServerResponse>();
  server.on("request", (_request, response: ServerResponse) => {
    streams.add(response);
    response.on("close", () => streams.delete(response));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(address.port, address.host, resolve);
  });
  const bound = server.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : address.port;
  const host = address.host.includes(":") ? `[${address.host}]` : address.host;
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const response of streams) {
      const type = String(response.getHeader("content-type") ?? "");
      if (type.startsWith("text/event-stream")) response.end();
    }
    server.closeIdleConnections();
    const timer = setTimeout(() => server.closeAllConnections(), CLOSE_WAIT_MS);
    await closed;
    clearTimeout(timer);
  };
  return { url: `http://${host}:${port}`, port, close };
}
