import { randomUUID } from "node:crypto";
import type { NextFunction, Request, RequestHandler, Response } from "express";
import type { Metrics } from "./metrics.ts";
import type { Services } from "./services.ts";

/** What is known of a request while it is answered. */
export interface RequestContext {
  /** Given back as `X-Request-Id` and written to the log. */
  readonly id: string;
  /** The endpoint's path once one was found: never the address, which would make many metrics. */
  route: string;
}

const KEY = "fillroute";

/** The context of a response; the first middleware has made it. */
export function contextOf(response: Response): RequestContext {
  return response.locals[KEY] as RequestContext; // set by `requestContext` before any route
}

/**
 * Gives each request its id, and writes one line to the log and one sample to the metrics when it
 * is answered: method, route, path without query, status and time; no bodies, no keys.
 */
export function requestContext(services: Services, metrics: Metrics): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    const startMs = services.now();
    const context: RequestContext = { id: requestId(request), route: "other" };
    response.locals[KEY] = context;
    response.set("X-Request-Id", context.id);
    response.on("close", () => {
      const ms = services.now() - startMs;
      const status = response.statusCode;
      const { method, path } = request;
      const { id, route } = context;
      const aborted = response.writableFinished ? {} : { aborted: true };
      services.logger.info(
        { requestId: id, method, route, path, status, ms, ...aborted },
        "request",
      );
      metrics.requestSeconds.observe({ method, route, status: String(status) }, ms / 1000);
    });
    next();
  };
}

/** The caller's own id where it is harmless, else a new one. */
function requestId(request: Request): string {
  const given = request.get("x-request-id") ?? "";
  return /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : randomUUID();
}
