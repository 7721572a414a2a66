/** Kind of an error; only `http` knows the status number of each. */
export type ErrorKind =
  | "invalid"
  | "unauthorised"
  | "forbidden"
  | "not-found"
  | "conflict"
  | "gone"
  | "too-large"
  | "unsupported"
  | "too-many"
  | "unavailable"
  | "failed";

/** Every code a caller can meet. `docs/errors.md` gives cause and remedy of each. */
export const ERRORS = {
  "request/invalid": { kind: "invalid", title: "The request is not valid" },
  "request/not-json": { kind: "invalid", title: "The body is not JSON" },
  "request/too-large": { kind: "too-large", title: "The body is too large" },
  "request/unsupported-type": { kind: "unsupported", title: "The body's type is not accepted" },
  "request/unknown-address": { kind: "not-found", title: "Nothing is at this address" },
  "request/too-many": { kind: "too-many", title: "Too many requests" },
  "request/key-reused": {
    kind: "conflict",
    title: "The idempotency key was used for another request",
  },
  "request/stale-version": { kind: "conflict", title: "The record has changed since it was read" },
  "access/no-key": { kind: "unauthorised", title: "An API key is needed" },
  "access/unknown-key": { kind: "unauthorised", title: "The API key is not valid" },
  "access/scope": { kind: "forbidden", title: "The API key may not do this" },
  "webhook/unknown-source": { kind: "not-found", title: "No webhook source has this name" },
  "webhook/unsigned": { kind: "unauthorised", title: "The webhook is not signed" },
  "webhook/bad-signature": { kind: "unauthorised", title: "The webhook's signature is wrong" },
  "webhook/stale": {
    kind: "unauthorised",
    title: "The webhook's time stamp is outside the window",
  },
  "webhook/replayed": { kind: "conflict", title: "The webhook was received before" },
  "webhook/source-exists": {
    kind: "conflict",
    title: "A webhook source with this name exists",
  },
  "area/unknown": { kind: "not-found", title: "There is no such area" },
  "area/no-road-graph": { kind: "conflict", title: "No road graph is loaded for this area" },
  "container/unknown": { kind: "not-found", title: "There is no such container" },
  "container/exists": { kind: "conflict", title: "A container with this id exists" },
  "sensor/unknown": { kind: "not-found", title: "There is no such sensor in the container" },
  "site/unknown": { kind: "not-found", title: "There is no such site" },
  "vehicle/unknown": { kind: "not-found", title: "There is no such vehicle" },
  "vehicle/exists": { kind: "conflict", title: "A vehicle with this id exists" },
  "plan/unknown": { kind: "not-found", title: "There is no such plan" },
  "plan/state": { kind: "conflict", title: "The plan's state does not allow this" },
  "plan/check-failed": { kind: "failed", title: "The plan did not pass the independent check" },
  "plan/no-room": { kind: "conflict", title: "The container fits into no route" },
  "plan/no-vehicles": { kind: "conflict", title: "No vehicle is active" },
  "job/unknown": { kind: "not-found", title: "There is no such job" },
  "job/state": { kind: "conflict", title: "The job's state does not allow this" },
  "job/interrupted": { kind: "failed", title: "The job was cut off too often" },
  "job/cancelled": { kind: "failed", title: "The job was cancelled" },
  "alarm/unknown": { kind: "not-found", title: "There is no such alarm" },
  "back-test/unknown": { kind: "not-found", title: "There is no such back-test" },
  "key/unknown": { kind: "not-found", title: "There is no such API key" },
  "city/invalid": { kind: "invalid", title: "The city folder has faults" },
  "city/roads": { kind: "invalid", title: "The city's road file cannot be used" },
  "store/locked": { kind: "conflict", title: "Another process uses the data folder" },
  "store/newer-version": {
    kind: "conflict",
    title: "The data folder was written by a newer version",
  },
  "internal/failed": { kind: "failed", title: "Something went wrong on our side" },
} as const satisfies Record<string, { kind: ErrorKind; title: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** One fault of an input, with a JSON pointer (or file and line) to it. */
export interface Fault {
  readonly pointer: string;
  readonly detail: string;
}

/**
 * What a caller cannot get, and why: thrown by `planning`, `store`, `jobs` and `http`.
 *
 * @param detail names the field, gives its value, says what to do
 */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly faults: readonly Fault[];

  constructor(
    code: ErrorCode,
    detail: string,
    options?: { faults?: readonly Fault[]; cause?: unknown },
  ) {
    super(detail, options?.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.faults = options?.faults ?? [];
  }
}
