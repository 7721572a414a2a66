import { NONE } from "../../base/index.ts";
import type { Problem, Shift, TimeWindow, Vehicle, VehicleType } from "../problem.ts";

/** Latest time the solver reckons with; far above any horizon and safe to add to in 32 bits. */
export const TIME_MAX_SEC = 500_000_000;
const KG_PER_TONNE = 1000;

/**
 * The depot, hours and shift of a vehicle after its own fields have taken the place of its type's.
 */
export interface VehicleTerms {
  readonly type: VehicleType;
  readonly startDepotIndex: number;
  readonly endDepotIndex: number;
  readonly shift: Shift;
  readonly startWindow: TimeWindow;
  readonly endWindow: TimeWindow;
}

/** Resolves what a vehicle inherits from its type and its depots' hours. */
export function vehicleTerms(problem: Problem, vehicle: Vehicle): VehicleTerms {
  const type = problem.vehicleTypes[vehicle.typeIndex];
  const startDepotIndex = vehicle.startDepotIndex ?? type.startDepotIndex;
  const endDepotIndex = vehicle.endDepotIndex ?? type.endDepotIndex ?? NONE;
  const shift = vehicle.shift ?? type.shift;
  const endHours = endDepotIndex === NONE ? undefined : problem.depots[endDepotIndex].hours;
  return {
    type,
    startDepotIndex,
    endDepotIndex,
    shift,
    startWindow: overlap(shift, problem.depots[startDepotIndex].hours),
    endWindow: overlap(shift, endHours),
  };
}

function overlap(window: TimeWindow, hours: TimeWindow | undefined): TimeWindow {
  if (hours === undefined) return { startSec: window.startSec, endSec: window.endSec };
  return {
    startSec: Math.max(window.startSec, hours.startSec),
    endSec: Math.min(window.endSec, hours.endSec),
  };
}

/**
 * For each vehicle the span in which it may leave: where it runs already the moment it stands
 * ready, else shift and depot hours, no earlier than its turn at the docks.
 */
export function departureWindows(
  problem: Problem,
  terms: readonly VehicleTerms[],
): readonly TimeWindow[] {
  const turns = problem.depots.map(() => 0);
  return terms.map(({ startDepotIndex, startWindow }, i) => {
    const { running } = problem.vehicles[i];
    if (running !== undefined) return { startSec: running.fromSec, endSec: running.fromSec };
    const { docks } = problem.depots[startDepotIndex];
    if (docks === undefined) return startWindow;
    const turn = turns[startDepotIndex]++;
    const dockSec = docks.fromSec + Math.floor(turn / docks.count) * docks.everySec;
    return { startSec: Math.max(startWindow.startSec, dockSec), endSec: startWindow.endSec };
  });
}

/**
 * Seconds that unloading takes at a facility: the fixed time and the time per tonne, rounded up.
 */
export function unloadSecOf(fixedSec: number, secPerTonne: number, kg: number): number {
  return secPerTonne === 0 ? fixedSec : fixedSec + Math.ceil((kg * secPerTonne) / KG_PER_TONNE);
}

/** Streams as bits of one number. */
export function maskOf(streamIndices: readonly number[]): number {
  return streamIndices.reduce((mask, stream) => mask | (1 << stream), 0);
}

/** The dimension that is in kilograms, or `NONE`. */
export function kgDimensionOf(problem: Problem): number {
  return problem.dimensions.findIndex((dimension) => dimension.unit === "kg");
}
