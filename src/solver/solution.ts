import type { PlannedVisit } from "./problem.ts";

/** The solver's answer. Everything in it follows from the problem and the order of the visits. */
export interface Solution {
  /** Whether every stop that must be visited is, and no rule is broken. */
  readonly feasible: boolean;
  /** One for each vehicle that is used, in order of the vehicles. */
  readonly routes: readonly Route[];
  /** All stops without a visit, those of an `exactly-one` that visits another included. */
  readonly unassigned: readonly UnassignedStop[];
  /** Cause by cause the routes' sum, and what is judged over all of them. */
  readonly cost: CostBreakdown;
  readonly seed: number;
  readonly iterationCount: number;
  readonly elapsedMs: number;
  /** Each improvement of the best cost, oldest first. */
  readonly trace: readonly TracePoint[];
}

/**
 * A vehicle's day: start, visits, end.
 *
 * Of all timings of a sequence the one is taken that ends as early as it can and leaves the depot
 * as late as that end allows without making any stop's lateness greater; each visit then starts as
 * early as it can. A running vehicle leaves when it stands ready. Longest duration and break rules
 * are judged of this timing alone.
 */
export interface Route {
  readonly vehicleIndex: number;
  readonly startSec: number;
  readonly endSec: number;
  readonly drivingSec: number;
  readonly waitingSec: number;
  readonly distanceM: number;
  readonly overtimeSec: number;
  /** Rests, paid or not, and the paid share of them. */
  readonly breakSec: number;
  readonly paidBreakSec: number;
  readonly fuelMl: number;
  readonly trips: readonly Trip[];
  readonly visits: readonly Visit[];
  readonly cost: CostBreakdown;
}

/** Stops from one emptying to the next; `visits` of the route are numbered from 0. */
export interface Trip {
  readonly firstVisit: number;
  /** The facility visit that ends the trip, or the last visit before the end depot. */
  readonly lastVisit: number;
  readonly stopCount: number;
  /** Streams on board, ascending. */
  readonly streamIndices: readonly number[];
  readonly loads: readonly number[];
  /** Where it ends; `NONE` where the vehicle goes home loaded. */
  readonly facilityIndex: number;
}

export interface Visit {
  readonly kind: "start" | "stop" | "facility" | "break" | "end";
  /**
   * Index of the depot, stop, facility or the type's break by `kind`; `NONE` for an open end and
   * for the start of a running vehicle.
   */
  readonly index: number;
  /** Of a stop which of its places: 0 its own; of a break which part, `NONE` the whole; else 0. */
  readonly alternative: number;
  readonly placeIndex: number;
  /** Index into the route's `trips`; `NONE` at start and end. */
  readonly tripIndex: number;
  /** Driven since the visit before. */
  readonly drivingSec: number;
  readonly distanceM: number;
  readonly arrivalSec: number;
  /** From arrival to start, queueing included. */
  readonly waitingSec: number;
  readonly startSec: number;
  /** When the vehicle is free to leave: at a facility no earlier than the next trip's release. */
  readonly endSec: number;
  /** Of a stop with `lateness`, how much later than that it starts. */
  readonly lateSec: number;
  readonly loadsBefore: readonly number[];
  readonly loadsAfter: readonly number[];
}

/**
 * What a solution or a route costs, by cause. Whole cents, each cause rounded by itself,
 * `totalCents` their sum; `totalUnits` is exact, see `COST_UNITS_PER_CENT`.
 */
export interface CostBreakdown {
  readonly fixedCents: number;
  readonly distanceCents: number;
  readonly timeCents: number;
  readonly overtimeCents: number;
  readonly facilityCents: number;
  readonly latenessCents: number;
  readonly liftCents: number;
  readonly fuelCents: number;
  readonly co2Cents: number;
  /** Over all routes together; 0 in a route's own costs, as `unassignedCents` is. */
  readonly balanceCents: number;
  readonly compactnessCents: number;
  readonly unassignedCents: number;
  readonly changeVehicleCents: number;
  readonly changeOrderCents: number;
  readonly totalCents: number;
  readonly totalUnits: number;
}

/**
 * Why a vehicle cannot take a stop as its route stands. `price`: it could, but that costs more than
 * leaving the stop out. The others name the rule that fails in every position; where different
 * positions fail by different rules, the one that comes last in this list.
 */
export const UNASSIGNED_REASONS = [
  "access",
  "skill",
  "stream",
  "no-facility",
  "too-large",
  "no-way",
  "capacity",
  "trips",
  "stops",
  "window",
  "shift",
  "duration",
  "distance",
  "break",
  "quota",
  "group",
  "price",
] as const;

/** One of `UNASSIGNED_REASONS`. */
export type UnassignedReason = (typeof UNASSIGNED_REASONS)[number];

export interface UnassignedStop {
  readonly stopIndex: number;
  /** One for each vehicle, in order of the vehicles. */
  readonly reasons: readonly UnassignedReason[];
}

export interface TracePoint {
  readonly elapsedMs: number;
  readonly iteration: number;
  readonly costUnits: number;
  readonly unassignedCount: number;
}

/** The visits of a route without their times: what a warm start takes and a checker judges. */
export interface PlannedRoute {
  readonly vehicleIndex: number;
  readonly visits: readonly PlannedVisit[];
}

/** How a search is run. Nothing has a default: the caller states it all. */
export interface SolveOptions {
  readonly seed: number;
  /** Same problem, seed and iteration limit (without a time limit): same answer. */
  readonly iterationsMax?: number;
  /** Needs `now`; with both limits the first that is reached stops the search. */
  readonly timeLimitMs?: number;
  /** A clock in milliseconds; asked for the time limit, the trace and the progress only. */
  readonly now?: () => number;
  /** Asked about every hundredth of a second; `true` stops the search with the best so far. */
  readonly shouldStop?: () => boolean;
  /** Told about each better solution, and now and then that the search goes on. */
  readonly onProgress?: (progress: Progress) => void;
  /** Where to start from; visits that break a rule are left out and inserted anew. */
  readonly warmStart?: readonly PlannedRoute[];
  /** Recompute the whole cost after every move and compare; slow, for tests. */
  readonly check: boolean;
}

export interface Progress {
  readonly elapsedMs: number;
  readonly iteration: number;
  readonly bestCostUnits: number;
  readonly unassignedCount: number;
  /** Share of the iteration or time limit that is used up, 0 to 1. */
  readonly share: number;
}
