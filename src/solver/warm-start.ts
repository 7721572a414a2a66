import { NONE } from "../base/index.ts";
import { GROUP_KIND } from "./compile/groups.ts";
import type { Model } from "./model.ts";
import { codesOfVisits } from "./report.ts";
import { loadRoutes, type Search } from "./search.ts";
import { evaluateSequence, newSequenceFigures, type SequenceFigures } from "./sequence.ts";
import type { PlannedRoute } from "./solution.ts";

/** Loads the committed visits and what of the warm start keeps the rules, stop by stop. */
export function startRoutes(search: Search, warmStart: readonly PlannedRoute[]): void {
  const { model } = search;
  const figures = newSequenceFigures();
  const totals = new Float64Array(model.facilityCount * model.dimensionCount);
  const vehicleOf = new Int32Array(model.stopCount).fill(NONE);
  model.committedCodes.forEach((codes, vehicle) => {
    for (const code of codes) if (isStop(model, code)) vehicleOf[model.codeStop[code]] = vehicle;
  });
  const routes = model.committedCodes.map((committed, vehicle) => {
    const planned = warmStart.find(({ vehicleIndex }) => vehicleIndex === vehicle);
    const wanted = codesOfVisits(model, planned?.visits ?? []);
    const offset = startsWith(wanted, committed) ? committed.length : 0;
    const free = takeFree(model, vehicle, wanted.subarray(offset), vehicleOf);
    const whole = keepWhatFits(model, vehicle, committed, free, figures);
    if (addLoads(model, vehicle, whole, totals, figures)) return whole;
    const least = closeRoute(model, vehicle, committed, figures) ?? committed;
    addLoads(model, vehicle, least, totals, figures);
    return least;
  });
  loadRoutes(search, routes);
}

function isStop(model: Model, code: number): boolean {
  return model.codeStop[code] !== NONE;
}

/** Takes those visits whose stops are free and whose groups allow the vehicle. */
function takeFree(
  model: Model,
  vehicle: number,
  codes: Int32Array,
  vehicleOf: Int32Array,
): Int32Array {
  return codes.filter((code) => {
    if (!isStop(model, code)) return true;
    const stop = model.codeStop[code];
    if (vehicleOf[stop] !== NONE || !mayJoin(model, vehicle, stop, vehicleOf)) return false;
    vehicleOf[stop] = vehicle;
    return true;
  });
}

function mayJoin(model: Model, vehicle: number, stop: number, vehicleOf: Int32Array): boolean {
  for (let i = model.stopGroupOffset[stop]; i < model.stopGroupOffset[stop + 1]; i++) {
    const group = model.stopGroup[i];
    const kind = model.groupKind[group];
    if (kind === GROUP_KIND["all-or-none"]) continue;
    for (let j = model.groupOffset[group]; j < model.groupOffset[group + 1]; j++) {
      const other = vehicleOf[model.memberStop[j]];
      if (other === NONE) continue;
      if (kind === GROUP_KIND["exactly-one"]) return false;
      if ((other === vehicle) === (kind === GROUP_KIND["different-vehicle"])) return false;
    }
  }
  return true;
}

/** Adds what a route unloads to the facilities' totals, where they have room for it. */
function addLoads(
  model: Model,
  vehicle: number,
  codes: Int32Array,
  totals: Float64Array,
  figures: SequenceFigures,
): boolean {
  if (!model.hasQuotas) return true;
  evaluateSequence(model, vehicle, codes, codes.length, figures);
  if (figures.broken !== undefined) return true;
  const { facilityLoads } = figures;
  if (totals.some((load, i) => load + facilityLoads[i] > model.facilityLoadsMax[i])) return false;
  totals.forEach((load, i) => {
    totals[i] = load + facilityLoads[i];
  });
  return true;
}

function startsWith(codes: Int32Array, head: Int32Array): boolean {
  return head.every((code, i) => codes[i] === code);
}

/** Drops wanted visits, last first, until the route keeps the rules. */
function keepWhatFits(
  model: Model,
  vehicle: number,
  committed: Int32Array,
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
