import type { Model } from "./model.ts";
import { codesOfVisits } from "./report.ts";
import { loadRoutes, type Search } from "./search.ts";
import { evaluateSequence, newSequenceFigures, type SequenceFigures } from "./sequence.ts";
import type { PlannedRoute } from "./solution.ts";

/** Loads the committed visits and what of the warm start keeps the rules, stop by stop. */
export function startRoutes(search: Search, warmStart: readonly PlannedRoute[]): void {
  const { model } = search;
  const { problem } = model;
  const figures = newSequenceFigures();
  const routes: Int32Array[] = [];
  const taken = new Set<number>();
  problem.vehicles.forEach((vehicle) => {
    for (const visit of vehicle.committed ?? []) {
      if (visit.kind === "stop") taken.add(visit.stopIndex);
    }
  });
  problem.vehicles.forEach((vehicle, i) => {
    const committed = vehicle.committed ?? [];
    const wanted = codesOfVisits(model, warmStart.find((r) => r.vehicleIndex === i)?.visits ?? []);
    const route = [...codesOfVisits(model, committed)];
    const offset = startsWith(wanted, route) ? route.length : 0;
    const dry = wanted
      .subarray(offset)
      .filter((code) => code >= model.stopCount || !taken.has(code));
    for (const code of dry) if (code < model.stopCount) taken.add(code);
    routes.push(keepWhatFits(model, i, route, dry, figures));
  });
  loadRoutes(search, routes);
}

function startsWith(codes: Int32Array, head: readonly number[]): boolean {
  return head.every((code, i) => codes[i] === code);
}

/** Drops wanted visits, last first, until the route keeps the rules. */
function keepWhatFits(
  model: Model,
  vehicle: number,
  committed: readonly number[],
  wanted: Int32Array,
  figures: SequenceFigures,
): Int32Array {
  const whole = Int32Array.from([...committed, ...wanted]);
  evaluateSequence(model, vehicle, whole, whole.length, figures);
  if (figures.broken === undefined) return whole;
  let kept: Int32Array = Int32Array.from(committed);
  let lastFits = closeRoute(model, vehicle, kept, figures) ?? kept;
  for (const code of wanted) {
    const longer = Int32Array.from([...kept, code]);
    const fits = closeRoute(model, vehicle, longer, figures);
    if (fits === undefined) continue;
    kept = longer;
    lastFits = fits;
  }
  return lastFits;
}

/** The route itself, or with an unloading at its end, if either keeps the rules. */
function closeRoute(
  model: Model,
  vehicle: number,
  codes: Int32Array,
  figures: SequenceFigures,
): Int32Array | undefined {
  const ways = [codes];
  for (let facility = 0; facility < model.facilityCount; facility++) {
    ways.push(Int32Array.from([...codes, model.stopCount + facility]));
  }
  return ways.find((way) => {
    evaluateSequence(model, vehicle, way, way.length, figures);
    return figures.broken === undefined;
  });
}
