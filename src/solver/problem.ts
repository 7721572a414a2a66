import type { TravelMatrix } from "../base/index.ts";

/**
 * One day's routing problem: everything the solver is told, and nothing else.
 *
 * Plain data but for the travel matrices, which are typed arrays and may lie in shared memory.
 * Things refer to each other by index into the arrays below; `id` strings are carried for messages
 * only. Seconds count from the start of the horizon, quantities are whole numbers.
 * `docs/problem.md` is the reference with an example of each feature; `validateProblem` names every
 * fault, a field that is not supported included.
 */
export interface Problem {
  readonly name?: string;
  /** What a load is measured in; each load and capacity below has one entry a dimension. */
  readonly dimensions: readonly LoadDimension[];
  /** Names of the waste streams; empty where everything may be mixed. */
  readonly streams: readonly string[];
  readonly profiles: readonly Profile[];
  readonly depots: readonly Depot[];
  readonly facilities: readonly Facility[];
  readonly vehicleTypes: readonly VehicleType[];
  readonly vehicles: readonly Vehicle[];
  readonly stops: readonly Stop[];
  readonly released?: ReleasedPlan;
}

/** The dimension whose unit is `kg` is the one that fees and unloading times per tonne refer to. */
export interface LoadDimension {
  readonly name: string;
  readonly unit: "kg" | "l" | "pieces";
}

/** How one kind of vehicle travels between all places. */
export interface Profile {
  readonly name: string;
  readonly matrix: TravelMatrix;
}

/** A span of time, both ends included. */
export interface TimeWindow {
  readonly startSec: number;
  readonly endSec: number;
}

export interface Depot {
  readonly id?: string;
  readonly placeIndex: number;
  /** Vehicles leave and come back within these hours; absent: always open. */
  readonly hours?: TimeWindow;
}

/** Where a vehicle empties its load. */
export interface Facility {
  readonly id?: string;
  readonly placeIndex: number;
  /** Unloading must START within one of these, in ascending order; absent: always open. */
  readonly windows?: readonly TimeWindow[];
  readonly unloadSec: number;
  /** Added for each tonne unloaded, the sum rounded up to a whole second. */
  readonly unloadSecPerTonne: number;
  readonly feeCentsPerTonne: number;
  /** Indices into `streams`; absent: accepts all. */
  readonly streamIndices?: readonly number[];
}

export interface VehicleType {
  readonly name: string;
  readonly profileIndex: number;
  readonly capacities: readonly number[];
  /** Indices into `streams` that this type may carry; absent: all. */
  readonly streamIndices?: readonly number[];
  /** Whether one trip may hold several streams (the facility must then accept each of them). */
  readonly mixedStreams: boolean;
  readonly startDepotIndex: number;
  /** Absent: the route ends at its last visit. */
  readonly endDepotIndex?: number;
  readonly shift: Shift;
  /** Whether the vehicle must be emptied before it comes back to its depot. */
  readonly unloadBeforeEnd: boolean;
  /** From leaving the first depot to reaching the last, waiting included. */
  readonly durationSecMax?: number;
  readonly distanceMMax?: number;
  readonly stopCountMax?: number;
  readonly tripCountMax?: number;
  readonly costs: VehicleCosts;
}

/** When a vehicle may be out: it leaves no earlier than the start and is back by the end. */
export interface Shift extends TimeWindow {
  /** Time after this is overtime, paid on top; absent: none is. */
  readonly overtimeFromSec?: number;
}

export interface VehicleCosts {
  /** Paid once when the vehicle is used. */
  readonly fixedCents: number;
  readonly centsPerKm: number;
  readonly centsPerHour: number;
  /** Paid on top of `centsPerHour` for time after `overtimeFromSec`. */
  readonly centsPerOvertimeHour: number;
}

/** One vehicle with its crew for the day: it drives one route. */
export interface Vehicle {
  readonly id?: string;
  readonly typeIndex: number;
  /** Take the place of the type's where given. */
  readonly startDepotIndex?: number;
  readonly endDepotIndex?: number;
  readonly shift?: Shift;
  /** The visits at the start of the route that may not change, in order. */
  readonly committed?: readonly PlannedVisit[];
}

/** A visit named by what is visited. */
export type PlannedVisit =
  | { readonly kind: "stop"; readonly stopIndex: number }
  | { readonly kind: "facility"; readonly facilityIndex: number };

export interface Stop {
  readonly id?: string;
  readonly placeIndex: number;
  readonly serviceSec: number;
  /** What is picked up, one entry a dimension. */
  readonly loads: readonly number[];
  /** Absent: fits with any stream. */
  readonly streamIndex?: number;
  /** Service must START within one of these, in ascending order; absent: at any time. */
  readonly windows?: readonly TimeWindow[];
  /** The price of leaving the stop out; absent: it must be visited. */
  readonly priceCents?: number;
  /** Indices of the vehicles that may serve it; absent: all. */
  readonly vehicleIndices?: readonly number[];
}

/** The plan the crews already know, and what it costs to change it. */
export interface ReleasedPlan {
  readonly routes: readonly ReleasedRoute[];
  /** For each stop that is visited by another vehicle than the released one. */
  readonly changeVehicleCents: number;
  /**
   * For each stop that stays on its vehicle but comes directly after a stop of the same released
   * route that was behind it (visits that were not on this route are looked through).
   */
  readonly changeOrderCents: number;
}

export interface ReleasedRoute {
  readonly vehicleIndex: number;
  readonly stopIndices: readonly number[];
}

/**
 * Costs are summed in whole units of 1/18,000 cent: cents per kilometre and per hour then make
 * whole units per metre (18) and per second (5), so that a delta cost is the exact difference of
 * two costs.
 */
export const COST_UNITS_PER_CENT = 18_000;
