import { AppError, ERRORS, type ErrorCode, type ErrorKind } from "../domain/index.ts";
import type { ProblemBody } from "./schemas/common.ts";

const STATUS_OF_KIND: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthorised: 401,
  forbidden: 403,
  "not-found": 404,
  conflict: 409,
  gone: 410,
  "too-large": 413,
  unsupported: 415,
  "too-many": 429,
  unavailable: 503,
  failed: 500,
};

/** Codes whose status says more than that of their kind. */
const STATUS_OF_CODE: Partial<Readonly<Record<ErrorCode, number>>> = {
  "request/stale-version": 412,
};

/** Status number of an error. */
export function statusOf(code: ErrorCode): number {
  return STATUS_OF_CODE[code] ?? STATUS_OF_KIND[ERRORS[code].kind];
}

/**
 * The problem document of an error.
 *
 * @param request method and address that were asked for; a GET has no body, so that whatever a
 *   pointer names stood in its query
 */
export function toProblem(
  error: AppError,
  request: { readonly method: string; readonly path: string },
): ProblemBody {
  const place = request.method === "GET" ? "query" : "";
  const placed = (pointer: string) => (pointer.startsWith("/") ? place + pointer : pointer);
  return {
    type: `/problems/${error.code}`,
    title: ERRORS[error.code].title,
    status: statusOf(error.code),
    detail: error.message,
    instance: request.path,
    ...(error.faults.length === 0
      ? {}
      : {
          errors: error.faults.map(({ pointer, detail }) => ({ pointer: placed(pointer), detail })),
        }),
  };
}

/**
 * The error to answer with for whatever was thrown.
 *
 * Errors of Express and its body reader that are the caller's fault become ours; all others are a
 * 500 whose text gives only the id to find in the log.
 */
export function toAppError(thrown: unknown, requestId: string): AppError {
  if (thrown instanceof AppError) return thrown;
  const { type, status } = describe(thrown);
  if (type === "entity.too.large") {
    return new AppError("request/too-large", "the body is larger than this service takes", {
      cause: thrown,
    });
  }
  if (status === 415) {
    return new AppError("request/unsupported-type", "the body's encoding is not supported", {
      cause: thrown,
    });
  }
  if (status >= 400 && status < 500) {
    return new AppError(
      "request/invalid",
      "the request cannot be read: check its address and body",
      {
        cause: thrown,
      },
    );
  }
  return new AppError("internal/failed", `look for ${requestId} in the log of the service`, {
    cause: thrown,
  });
}

function describe(thrown: unknown): { type: string; status: number } {
  if (typeof thrown !== "object" || thrown === null) return { type: "", status: 500 };
  const type = "type" in thrown && typeof thrown.type === "string" ? thrown.type : "";
  const status = "status" in thrown && typeof thrown.status === "number" ? thrown.status : 500;
  return { type, status };
}
