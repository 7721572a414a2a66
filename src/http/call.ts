import type { Request, Response } from "express";
import type { z } from "zod";
import type { Caller } from "./caller.ts";
import type { Parsed } from "./contract/endpoint.ts";
import type { ENDPOINTS, EndpointName } from "./contract/endpoints.ts";
import type { Locks } from "./locks.ts";
import type { Metrics } from "./metrics.ts";
import type { Services } from "./services.ts";
import type { Tiles } from "./tiles/tiles.ts";

type Contract<N extends EndpointName> = (typeof ENDPOINTS)[N];
type Part<E, K extends string> = E extends Record<K, infer S> ? Parsed<S> : undefined;

/** What handlers share beside the services: made once per app. */
export interface Shared {
  readonly locks: Locks;
  readonly metrics: Metrics;
  readonly tiles: Tiles;
  /** When work that is done once in a while was last done, by its name. */
  readonly lastRunMs: Map<string, number>;
}

/** One checked request to an endpoint. */
export interface Call<N extends EndpointName> {
  readonly services: Services;
  readonly shared: Shared;
  readonly caller: Caller;
  readonly params: Part<Contract<N>, "params">;
  readonly query: Part<Contract<N>, "query">;
  readonly body: Contract<N> extends { rawBody: true } ? Buffer : Part<Contract<N>, "body">;
  /** Revision of `If-Match`; null without one. */
  readonly ifMatch: number | null;
  readonly request: Request;
  readonly response: Response;
}

/** What a handler answers; null where it has written the response itself. */
export type Answer<N extends EndpointName> =
  | (Contract<N>["response"] extends z.ZodType
      ? AnswerBody<z.output<Contract<N>["response"]>>
      : AnswerBody<null>)
  | null;

/** A body with its headers; the status is the endpoint's own unless it says another. */
export interface AnswerBody<B> {
  readonly body: B;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Handler<N extends EndpointName> = (call: Call<N>) => Promise<Answer<N>>;

export type Handlers = { readonly [N in EndpointName]: Handler<N> };
