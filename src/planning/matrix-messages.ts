import type { TravelMatrix } from "../base/index.ts";
import type { BucketEntries, Buckets, Routing, Snap } from "../geo/index.ts";

/**
 * First what threads that make one travel matrix are told: they search from places until
 * `nextPlace`, one shared number, says that all are taken. A thread answers with its `BucketEntries`.
 */
export interface SearchTask {
  readonly routing: Routing;
  readonly places: readonly Snap[];
  readonly nextPlace: Int32Array;
  /** By thread: not 0 where it may have taken places. */
  readonly hasTaken: Int32Array;
  /** This thread in `hasTaken`. */
  readonly thread: number;
}

/** Then they take rows until `nextRow` says that all are taken. A thread answers with `filled`. */
export interface FillTask {
  readonly buckets: Buckets;
  readonly matrix: TravelMatrix;
  readonly nextRow: Int32Array;
}

export type ToMatrixThread =
  | ({ readonly kind: "search" } & SearchTask)
  | ({ readonly kind: "fill" } & FillTask);

/** What a thread has found in the first step. */
export type Found = readonly BucketEntries[];
