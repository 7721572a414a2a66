import type { TravelMatrix } from "../base/index.ts";
import type { Buckets, Routing, RowRange, Snap } from "../geo/index.ts";

/** What a matrix thread is told. */
export type ToMatrixThread =
  /** Make the buckets of some columns. */
  | {
      readonly kind: "columns";
      readonly routing: Routing;
      readonly places: readonly Snap[];
      readonly columns: RowRange;
    }
  /** Fill rows of the matrix until the shared counter says that all are taken. */
  | {
      readonly kind: "rows";
      readonly parts: readonly Buckets[];
      readonly matrix: TravelMatrix;
      readonly nextRow: Int32Array;
    };

/** What a matrix thread answers. */
export type FromMatrixThread =
  | { readonly kind: "buckets"; readonly buckets: Buckets }
  | { readonly kind: "filled" };
