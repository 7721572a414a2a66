import type { Model } from "./model.ts";
import { evaluateSequence, newSequenceFigures } from "./sequence.ts";
import { UNASSIGNED_REASONS, type UnassignedReason, type UnassignedStop } from "./solution.ts";

/**
 * Says for each unassigned stop what keeps it out of each vehicle, by trying every position with
 * and without an unloading on either side.
 *
 * Cost: O(unassigned × visits × facilities × length).
 */
export function explainUnassigned(
  model: Model,
  routes: readonly Int32Array[],
  unassigned: readonly number[],
): UnassignedStop[] {
  return unassigned.map((stopIndex) => {
    // Unused vehicles of one class have the same reason.
    const unused = new Map<number, UnassignedReason>();
    const reasons = routes.map((route, vehicle) => {
      if (route.length > 0) return reasonOf(model, vehicle, route, stopIndex);
      const kind = model.vehicleClass[vehicle];
      const reason = unused.get(kind) ?? reasonOf(model, vehicle, route, stopIndex);
      unused.set(kind, reason);
      return reason;
    });
    return { stopIndex, reasons };
  });
}

function reasonOf(
  model: Model,
  vehicle: number,
  route: Int32Array,
  stop: number,
): UnassignedReason {
  const rule = ruledOut(model, vehicle, stop);
  if (rule !== undefined) return rule;
  let reason = 0;
  const figures = newSequenceFigures();
  const codes = new Int32Array(route.length + 2);
  for (let at = model.committedCount[vehicle]; at <= route.length; at++) {
    for (const inserted of insertions(model, stop)) {
      codes.set(route.subarray(0, at));
      codes.set(inserted, at);
      codes.set(route.subarray(at), at + inserted.length);
      evaluateSequence(model, vehicle, codes, route.length + inserted.length, figures);
      if (figures.broken === undefined) return "price";
      reason = Math.max(reason, UNASSIGNED_REASONS.indexOf(figures.broken));
    }
  }
  return UNASSIGNED_REASONS[reason];
}

/** What rules the vehicle out whatever its route. */
function ruledOut(model: Model, vehicle: number, stopIndex: number): UnassignedReason | undefined {
  const { problem } = model;
  const stop = problem.stops[stopIndex];
  const type = problem.vehicleTypes[problem.vehicles[vehicle].typeIndex];
  if (stop.vehicleIndices?.includes(vehicle) === false) return "access";
  if (stop.streamIndex !== undefined && type.streamIndices?.includes(stop.streamIndex) === false) {
    return "stream";
  }
  if (stop.loads.some((load, d) => load > type.capacities[d])) return "too-large";
  return undefined;
}

function insertions(model: Model, stop: number): Int32Array[] {
  const ways = [Int32Array.of(stop)];
  for (let facility = 0; facility < model.facilityCount; facility++) {
    ways.push(Int32Array.of(stop, model.stopCount + facility));
    ways.push(Int32Array.of(model.stopCount + facility, stop));
  }
  return ways;
}
