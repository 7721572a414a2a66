import { isByMetres } from "../by-metres.ts";
import type { Model } from "../model.ts";

/**
 * Whether insertions can be priced by metres, one load and single windows alone: the classic
 * problems, for which a step costs a fraction of the time of a rich one.
 */
export function isPlain(model: Model): boolean {
  return (
    model.facilityCount === 0 &&
    isByMetres(model) &&
    model.nodeManyWindows.every((many) => many === 0)
  );
}
