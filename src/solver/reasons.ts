import { NONE } from "../base/index.ts";
import { GROUP_KIND } from "./compile/groups.ts";
import { misfitOf } from "./compile/stops.ts";
import type { Model } from "./model.ts";
import { evaluateSequence, newSequenceFigures, type SequenceFigures } from "./sequence.ts";
import { UNASSIGNED_REASONS, type UnassignedReason, type UnassignedStop } from "./solution.ts";

/** Routes that a stop is tried in, and what they weigh against each other. */
interface Standing {
  readonly model: Model;
  readonly routes: readonly Int32Array[];
  /** By stop the vehicle that visits it; `NONE` for those left out. */
  readonly vehicleOf: Int32Array;
  /** What each route unloads, and all of them, as `facilityLoads`. */
  readonly routeLoads: readonly Float64Array[];
  readonly totalLoads: Float64Array;
  readonly figures: SequenceFigures;
}

/**
 * Says for each unassigned stop what keeps it out of each vehicle, by trying every position at each
 * of its places, with and without an unloading on either side.
 *
 * Cost: O(unassigned × visits × places × facilities × length).
 */
export function explainUnassigned(
  model: Model,
  routes: readonly Int32Array[],
  unassigned: readonly number[],
): UnassignedStop[] {
  if (unassigned.length === 0) return [];
  const standing = standingOf(model, routes);
  return unassigned.map((stopIndex) => {
    // Unused vehicles of one class have the same reason.
    const unused = new Map<number, UnassignedReason>();
    const reasons = routes.map((route, vehicle) => {
      if (route.length > 0) return reasonOf(standing, vehicle, stopIndex);
      const kind = model.vehicleClass[vehicle];
      const reason = unused.get(kind) ?? reasonOf(standing, vehicle, stopIndex);
      unused.set(kind, reason);
      return reason;
    });
    return { stopIndex, reasons };
  });
}

function standingOf(model: Model, routes: readonly Int32Array[]): Standing {
  const vehicleOf = new Int32Array(model.stopCount).fill(NONE);
  const size = model.hasQuotas ? model.facilityCount * model.dimensionCount : 0;
  const totalLoads = new Float64Array(size);
  const figures = newSequenceFigures();
  const routeLoads = routes.map((codes, vehicle) => {
    for (const code of codes) {
      if (model.codeStop[code] !== NONE) vehicleOf[model.codeStop[code]] = vehicle;
    }
    if (size === 0) return totalLoads;
    evaluateSequence(model, vehicle, codes, codes.length, figures);
    const loads = figures.facilityLoads.slice();
    for (let i = 0; i < size; i++) totalLoads[i] += loads[i];
    return loads;
  });
  return { model, routes, vehicleOf, routeLoads, totalLoads, figures };
}

function reasonOf(standing: Standing, vehicle: number, stop: number): UnassignedReason {
  const { model, routes, figures } = standing;
  const rule = ruledOut(model, vehicle, stop);
  if (rule !== undefined) return rule;
  const route = routes[vehicle];
  let reason = 0;
  const codes = new Int32Array(route.length + 2);
  const ways = insertions(model, stop);
  const bound = boundElsewhere(standing, vehicle, stop);
  for (let at = model.committedCount[vehicle]; at <= route.length; at++) {
    for (const inserted of ways) {
      codes.set(route.subarray(0, at));
      codes.set(inserted, at);
      codes.set(route.subarray(at), at + inserted.length);
      evaluateSequence(model, vehicle, codes, route.length + inserted.length, figures);
      const broken = figures.broken ?? overQuota(standing, vehicle) ?? bound;
      if (broken === undefined) return "price";
      reason = Math.max(reason, UNASSIGNED_REASONS.indexOf(broken));
    }
  }
  return UNASSIGNED_REASONS[reason];
}

/** What rules the vehicle out whatever its route. */
function ruledOut(model: Model, vehicle: number, stopIndex: number): UnassignedReason | undefined {
  const { problem } = model;
  const stop = problem.stops[stopIndex];
  if (stop.vehicleIndices?.includes(vehicle) === false) return "access";
  return misfitOf(stop, problem.vehicleTypes[problem.vehicles[vehicle].typeIndex]);
}

/** The stop at each of its places, alone or with an unloading ahead or behind. */
function insertions(model: Model, stop: number): Int32Array[] {
  const first = model.firstAlternative + model.alternativeOffset[stop];
  const end = model.firstAlternative + model.alternativeOffset[stop + 1];
  const codes = [stop, ...Array.from({ length: end - first }, (_, i) => first + i)];
  return codes.flatMap((code) => {
    const ways = [Int32Array.of(code)];
    for (let facility = 0; facility < model.facilityCount; facility++) {
      ways.push(Int32Array.of(code, model.stopCount + facility));
      ways.push(Int32Array.of(model.stopCount + facility, code));
    }
    return ways;
  });
}

/** Whether the route last walked, in place of the vehicle's, is too much for some facility. */
function overQuota(standing: Standing, vehicle: number): UnassignedReason | undefined {
  const { model, routeLoads, totalLoads, figures } = standing;
  for (let i = 0; i < totalLoads.length; i++) {
    const load = totalLoads[i] - routeLoads[vehicle][i] + figures.facilityLoads[i];
    if (load > model.facilityLoadsMax[i]) return "quota";
  }
  return undefined;
}

/** Whether a group keeps the stop off the vehicle for what is visited elsewhere, or is not. */
function boundElsewhere(
  { model, vehicleOf }: Standing,
  vehicle: number,
  stop: number,
): UnassignedReason | undefined {
  for (let at = model.stopGroupOffset[stop]; at < model.stopGroupOffset[stop + 1]; at++) {
    const group = model.stopGroup[at];
    const kind = model.groupKind[group];
    if (kind === GROUP_KIND["different-vehicle"]) continue; // seen on the route itself
    const members = model.memberStop.subarray(
      model.groupOffset[group],
      model.groupOffset[group + 1],
    );
    const others = members.filter((member) => member !== stop);
    const isBound = others.some((member) => {
      const own = vehicleOf[member];
      if (kind === GROUP_KIND["all-or-none"]) return own === NONE;
      return own !== NONE && (kind === GROUP_KIND["exactly-one"] || own !== vehicle);
    });
    if (isBound) return "group";
  }
  return undefined;
}
