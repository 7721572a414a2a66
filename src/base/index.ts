export { AssertionError, assert } from "./assert.ts";
export { MinHeap } from "./heap.ts";
export { Random } from "./random.ts";
export { createTravelMatrix, type TravelMatrix } from "./travel-matrix.ts";
export {
  type Cents,
  cents,
  INFINITE_M,
  INFINITE_SEC,
  type Kilograms,
  kilograms,
  type Litres,
  litres,
  type Metres,
  metres,
  NONE,
  type Quantity,
  type Seconds,
  seconds,
} from "./units.ts";
