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
  /** Names of what a stop may ask of a vehicle: a lifter, a permit, a crew of three. */
  readonly skills?: readonly string[];
  readonly groups?: readonly Group[];
  readonly released?: ReleasedPlan;
  readonly objective?: Objective;
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
  /** Driving times that change over the day, in ascending order; absent: the matrix's always. */
  readonly slices?: readonly TravelSlice[];
  /**
   * Coordinates in place of times and metres, for tens of thousands of places: the matrix then has
   * the number of places and no entries. All profiles have one or none has, and nothing may bind
   * routes to each other.
   */
  readonly plane?: Plane;
}

/** By place, in metres: a way is the straight line, rounded to whole metres, a second each. */
export interface Plane {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * Driving times from `startSec` until the next slice begins; before the first slice the matrix
 * holds, which always gives the metres and which arcs exist.
 *
 * A drive that runs over the border of slices covers, in each, the share of the way that its time
 * there allows, in whole millionths of the way, so that who leaves later never comes earlier: with
 * `left` millionths to go at second `t` of a slice in which the whole way takes `s` seconds, it
 * needs `ceil(left * s / 1e6)`; where that is more than the `d` seconds the slice still lasts,
 * `left` shrinks by `floor(d * 1e6 / s)` and the next slice goes on from its start.
 *
 * Source: Ichoua, Gendreau, Potvin (2003), European Journal of Operational Research 144, 379-396.
 */
export interface TravelSlice {
  readonly startSec: number;
  /** `from * placeCount + to`, as in the matrix. */
  readonly travelSec: Int32Array;
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
  readonly docks?: Docks;
}

/**
 * Docks that the vehicles starting at a depot share: in the order of `vehicles`, used or not, the
 * `i`-th of them leaves no earlier than `fromSec + floor(i / count) * everySec`. Running vehicles
 * are not among them.
 */
export interface Docks {
  readonly count: number;
  readonly fromSec: number;
  readonly everySec: number;
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
  /** How long vehicles queue, by the time they arrive, in ascending order; absent: not at all. */
  readonly queues?: readonly Queue[];
  /** What it takes in over the whole day from all vehicles, one entry a dimension. */
  readonly loadsTotalMax?: readonly number[];
}

/**
 * A vehicle that arrives from `startSec` until the next entry begins waits `queueSec` before it can
 * unload (before the first entry: not at all); nobody is served before one who came earlier, so who
 * arrives after an entry has ended is ready no earlier than the last one of that entry was, namely
 * `end - 1 + queueSec`. Unloading starts at the first moment from then on that lies in a window.
 */
export interface Queue {
  readonly startSec: number;
  readonly queueSec: number;
}

export interface VehicleType {
  readonly name: string;
  readonly profileIndex: number;
  readonly capacities: readonly number[];
  /**
   * How many thousandths of its volume a load may have been put out in, one entry a dimension: the
   * vehicle holds `floor(capacity * permille / 1000)`, its compartments alike; absent: 1000.
   */
  readonly compactionPermille?: readonly number[];
  /** Absent: one body without partitions. `capacities` bound the sum of all. */
  readonly compartments?: readonly Compartment[];
  /** Indices into `skills`. */
  readonly skillIndices?: readonly number[];
  readonly breaks?: readonly Break[];
  /** Indices into `streams` that this type may carry; absent: all. */
  readonly streamIndices?: readonly number[];
  /** Whether one trip may hold several streams (the facility must then accept each of them). */
  readonly mixedStreams: boolean;
  readonly startDepotIndex: number;
  /** Absent: the route ends at its last visit. */
  readonly endDepotIndex?: number;
  readonly shift: Shift;
  /**
   * Whether the vehicle must be emptied before it comes back to its depot, of every stop's load and
   * every load on board at the start, those of nothing included.
   */
  readonly unloadBeforeEnd: boolean;
  /** From leaving the first depot to reaching the last, waiting included. */
  readonly durationSecMax?: number;
  readonly distanceMMax?: number;
  readonly stopCountMax?: number;
  /** What its stops may add up to over all trips of the route, one entry a dimension. */
  readonly loadsTotalMax?: readonly number[];
  /** Breaks alone behind the last emptying are no trip for this. */
  readonly tripCountMax?: number;
  readonly costs: VehicleCosts;
}

/**
 * A part of a vehicle's body. No stream is in two of them; a stop whose stream is in none, or that
 * has no stream, does not fit the type. Streams of different compartments ride together whatever
 * `mixedStreams` says, which holds inside each. A facility empties those compartments of which it
 * accepts every stream on board; the others stay as they are. Where some hold a load, it must be
 * able to empty one of those.
 */
export interface Compartment {
  readonly capacities: readonly number[];
  readonly streamIndices: readonly number[];
}

/**
 * A rest of the crew, taken where the vehicle stands after any visit or before it leaves (the route
 * then starts with the rest). More rests than need be may be taken.
 *
 * `window`: once, starting within the window; it falls away (but may be taken) where the route ends
 * at or before `latestSec`, or a running vehicle starts after it. Those of one type are taken in
 * their order.
 *
 * `rule`: driving, and work (driving, service and unloading; not waiting or queueing), may not pass
 * the bounds since the start of the route or the last rest that was long enough: one of `restSec`
 * or more under whichever break, or `partsSec[1]` or more some time after a shorter rest of
 * `partsSec[0]` or more. Each rule counts by itself, and each rest counts for all; two that follow
 * each other are not one.
 */
export type Break =
  | {
      readonly kind: "window";
      readonly earliestSec: number;
      readonly latestSec: number;
      readonly restSec: number;
      /** Whether the rest counts as paid time; it counts as duration in any case. */
      readonly paid: boolean;
    }
  | {
      readonly kind: "rule";
      readonly drivingSecMax?: number;
      readonly workSecMax?: number;
      readonly restSec: number;
      readonly partsSec?: readonly [number, number];
      readonly paid: boolean;
    };

/** When a vehicle may be out: it leaves no earlier than the start and is back by the end. */
export interface Shift extends TimeWindow {
  /** Time after this is overtime, rests included, paid on top; absent: none is. */
  readonly overtimeFromSec?: number;
}

export interface VehicleCosts {
  /** Paid once when the vehicle is used. */
  readonly fixedCents: number;
  readonly centsPerKm: number;
  readonly centsPerHour: number;
  /** Paid on top of `centsPerHour` for time after `overtimeFromSec`. */
  readonly centsPerOvertimeHour: number;
  /** For each of a stop's `lifts`. */
  readonly centsPerLift?: number;
  readonly fuel?: Fuel;
}

/**
 * Fuel by distance and by load: a route burns
 * `round((metres * mlPerKm * 1000 + kgMetres * mlPerTonneKm) / 1e6)` whole millilitres, `kgMetres`
 * being the sum over all drives of metres times kilograms on board. Its CO2 costs, by the price in
 * `Objective`, `round(millilitres * co2GramsPerLitre * centsPerTonneCo2 * 18 / 1e6)` whole units
 * of `COST_UNITS_PER_CENT`.
 */
export interface Fuel {
  readonly mlPerKm: number;
  readonly mlPerTonneKm: number;
  readonly centsPerLitre: number;
  readonly co2GramsPerLitre: number;
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
  /**
   * How many stops of its released route must come next, in their order, behind the committed ones
   * (which do not count, on whichever vehicle), as far as there are so many. Facilities and breaks
   * may lie between.
   */
  readonly holdCount?: number;
  /** What it carries at the start. */
  readonly onBoard?: readonly BoardLoad[];
  readonly running?: Running;
}

/** A load that is on board before the first visit; it is unloaded and paid for as any other. */
export interface BoardLoad {
  /** Absent: fits with any stream. */
  readonly streamIndex?: number;
  readonly loads: readonly number[];
}

/**
 * A vehicle that is out already: it has a route in any case, which begins at `placeIndex` exactly
 * at `fromSec`, in place of the depot and the shift's start (a first trip released later than that
 * cannot be).
 */
export interface Running {
  readonly placeIndex: number;
  readonly fromSec: number;
  /** Since its last rest, against the break rules. */
  readonly drivingSec: number;
  readonly workSec: number;
  /** How many of its window breaks it has taken. */
  readonly breakCount: number;
  /** What of the day is used up, against the longest duration and distance. */
  readonly durationSec: number;
  readonly distanceM: number;
}

/** A visit named by what is visited. */
export type PlannedVisit =
  | {
      readonly kind: "stop";
      readonly stopIndex: number;
      /** The place: absent or 0 its own, `i` that of `alternatives[i - 1]`. */
      readonly alternative?: number;
    }
  | { readonly kind: "facility"; readonly facilityIndex: number }
  | {
      readonly kind: "break";
      /** Index into the vehicle type's `breaks`. */
      readonly breakIndex: number;
      /** Which of a rule's `partsSec` (0 or 1); absent: the whole rest. */
      readonly part?: number;
    };

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
  /** Indices into `skills` that its vehicle must all have. */
  readonly skillIndices?: readonly number[];
  /** Added to `serviceSec` by vehicle type, one entry a type. */
  readonly addedServiceSec?: readonly number[];
  /** What its service costs from a moment on; the windows hold beside it. */
  readonly lateness?: Lateness;
  /** Other places where it can be served as well: the other side of the street. */
  readonly alternatives?: readonly StopAlternative[];
  /** Containers to lift, for `centsPerLift`; absent: 1. */
  readonly lifts?: number;
  /** The trip that visits it leaves its depot or facility no earlier. */
  readonly releaseSec?: number;
}

/** A service that starts later than `afterSec` costs for each hour. */
export interface Lateness {
  readonly afterSec: number;
  readonly centsPerHour: number;
}

export interface StopAlternative {
  readonly placeIndex: number;
  /** Added to the stop's service here: carrying bins over the street. */
  readonly addedServiceSec: number;
}

/**
 * What binds several stops. Only stops that are visited count.
 *
 * `exactly-one`: one of them is visited, unless the group has a price and is left out at it; they
 * have no price of their own, and no stop is in two such groups. `all-or-none`: each at its own
 * price or none at all. `same-vehicle`, `different-vehicle`: no two of them on different vehicles,
 * or on the same. `order`: on one vehicle, in this order. `direct-order`: so, and with nothing
 * between two that follow each other but breaks.
 */
export interface Group {
  readonly kind:
    | "exactly-one"
    | "all-or-none"
    | "same-vehicle"
    | "different-vehicle"
    | "order"
    | "direct-order";
  readonly stopIndices: readonly number[];
  /** Of leaving out all of `exactly-one`; absent: one must be visited. */
  readonly priceCents?: number;
}

/** Weights of what is judged over all routes together, and the price of CO2. */
export interface Objective {
  /**
   * For the difference of the longest and the shortest of the solution's routes, from `startSec` to
   * `endSec`, or by the kilograms of the stops on it.
   */
  readonly balance?:
    | { readonly by: "duration"; readonly centsPerHour: number }
    | { readonly by: "load"; readonly centsPerTonne: number };
  /**
   * `cents` for each stop visited and each of its `neighbourCount` nearest stops (metres of the
   * first profile from its own place to theirs, equal ones by index) that another vehicle visits.
   */
  readonly compactness?: { readonly neighbourCount: number; readonly cents: number };
  readonly centsPerTonneCo2?: number;
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
