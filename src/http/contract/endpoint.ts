import type { z } from "zod";
import type { ErrorCode } from "../../domain/index.ts";

/**
 * One endpoint of the API: the only description of it. The route, the checks of the request, the
 * OpenAPI document and `docs/api.md` are made from it.
 */
export interface Endpoint {
  readonly method: "get" | "post" | "patch" | "delete";
  /** In the form of OpenAPI, for example `/api/v1/areas/{areaId}`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Status of success. */
  readonly status: 200 | 201 | 202 | 204;
  /** Status with the same body where the answer is no. */
  readonly statusOfNo?: 503;
  /** Body of success; null where there is none or it is not JSON. */
  readonly response: z.ZodType | null;
  /** Media type of a body that is not JSON. */
  readonly mediaType?: string;
  /** Codes beyond those that every endpoint may answer. */
  readonly errors?: readonly ErrorCode[];
  /** The endpoint takes an `Idempotency-Key`. */
  readonly idempotent?: true;
  /** The endpoint takes an `If-Match` with a revision. */
  readonly ifMatch?: true;
  /** Success carries an `ETag` with the revision. */
  readonly etag?: true;
  /** Success carries a `Location`. */
  readonly location?: true;
  /** The handler checks the raw body itself, since a signature stands over its bytes. */
  readonly rawBody?: true;
}

/** Output of a schema where the endpoint has one. */
export type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;
