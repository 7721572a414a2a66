import type { TravelMatrix } from "../base/index.ts";
import type { Buckets, Routing, Snap } from "../geo/index.ts";

/**
 * What threads that fill one travel matrix share: they take rows until `nextRow`, one shared
 * number, says that all are taken. A thread answers with `filled`.
 */
export interface MatrixTask {
  readonly routing: Routing;
  readonly places: readonly Snap[];
  readonly buckets: Buckets;
  readonly matrix: TravelMatrix;
  readonly nextRow: Int32Array;
}
