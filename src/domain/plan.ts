import type { LonLat } from "./city.ts";

/**
 * Life of a plan version. `draft` is the day's current plan, `proposed` waits for the dispatcher,
 * `released` is with the crews; `rejected` and `superseded` are kept for the record.
 */
export type PlanState = "draft" | "proposed" | "released" | "rejected" | "superseded";

/** One container emptied, or expected to be, at a stop. */
export interface PlannedLift {
  readonly containerId: string;
  readonly streamId: string;
  /** Expected fill when the truck comes. */
  readonly fillPercent: number;
  /** Expected loose volume and weight; not rounded, so that a new version plans with the same. */
  readonly volumeL: number;
  readonly weightKg: number;
  readonly reason: CollectionReason;
}

/** Why a container is collected today or not, with the numbers behind it. */
export interface CollectionReason {
  readonly code:
    | "overflow-risk"
    | "interval-ends"
    | "on-the-way"
    | "sensor-alarm"
    | "not-due"
    | "no-data"
    | "left-out"
    | "burning";
  /** Forecast fill at the planning time: median and the bounds of the middle 80 %. */
  readonly fillPercent: number;
  readonly fillLowPercent: number;
  readonly fillHighPercent: number;
  /** Probability of overflow before the next visit if it is not collected today. */
  readonly overflowProbability: number;
  /** Median hours until full; null where the fill does not grow. */
  readonly hoursToFull: number | null;
  /** Price of leaving it out today, in cents. */
  readonly priceCents: number;
}

export type VisitKind = "start" | "stop" | "disposal" | "break" | "end";

/** One place on a route. Clock values are seconds after midnight of the plan's day, local time. */
export interface PlannedVisit extends LonLat {
  readonly kind: VisitKind;
  /** Id of the site, depot or disposal facility; for a break of that where the truck stands. */
  readonly placeId: string;
  readonly name: string;
  /** Trip of the route it belongs to, from 0. */
  readonly tripIndex: number;
  readonly legSec: number;
  readonly legM: number;
  readonly arrivalSec: number;
  readonly waitSec: number;
  readonly startSec: number;
  readonly endSec: number;
  readonly loadKgBefore: number;
  readonly loadKgAfter: number;
  readonly loadLAfter: number;
  readonly lifts: readonly PlannedLift[];
}

/** One vehicle's shift. */
export interface PlannedRoute {
  readonly vehicleId: string;
  readonly vehicleName: string;
  readonly vehicleTypeId: string;
  readonly payloadKg: number;
  readonly bodyL: number;
  readonly startSec: number;
  readonly endSec: number;
  readonly distanceM: number;
  readonly drivingSec: number;
  readonly serviceSec: number;
  readonly waitSec: number;
  readonly breakSec: number;
  readonly tripCount: number;
  readonly stopCount: number;
  readonly liftCount: number;
  readonly weightKg: number;
  readonly costCents: number;
  readonly visits: readonly PlannedVisit[];
}

/** Why a stop that was due is on no route. */
export interface UnassignedStop {
  readonly siteId: string;
  readonly siteName: string;
  readonly containerIds: readonly string[];
  /** Stable reason codes, most telling first. */
  readonly reasons: readonly { readonly code: string; readonly detail: string }[];
}

/** What one version changed against the one it is based on. */
export interface PlanChange {
  readonly kind: "added" | "removed" | "moved" | "reordered";
  readonly siteId: string;
  readonly siteName: string;
  readonly containerIds: readonly string[];
  readonly fromVehicle: string | null;
  readonly toVehicle: string | null;
  readonly reason: string;
}

/** Something the dispatcher should know before the plan is released. */
export interface PlanWarning {
  readonly code: string;
  readonly detail: string;
}

export interface PlanTotals {
  readonly vehicleCount: number;
  readonly tripCount: number;
  readonly stopCount: number;
  readonly liftCount: number;
  readonly distanceM: number;
  readonly drivingSec: number;
  readonly durationSec: number;
  readonly weightKg: number;
  readonly volumeL: number;
  readonly costCents: number;
  readonly co2Kg: number;
}

/** A day's plan in one of its versions: what dispatchers see, change and release. */
export interface Plan {
  readonly id: string;
  readonly areaId: string;
  /** ISO date of the working day in the area's time zone. */
  readonly day: string;
  readonly version: number;
  readonly state: PlanState;
  /** The version this one was made from; null for a fresh plan. */
  readonly parentId: string | null;
  readonly jobId: string | null;
  readonly createdAtMs: number;
  /** UTC milliseconds of local noon less twelve hours: visit clock values count from here. */
  readonly dayStartMs: number;
  readonly routes: readonly PlannedRoute[];
  readonly unassigned: readonly UnassignedStop[];
  /** Why each container is in or out, by container id. */
  readonly reasons: Readonly<Record<string, CollectionReason>>;
  readonly totals: PlanTotals;
  /** Cost by cause, in cents; sums to `totals.costCents`. */
  readonly costByCause: Readonly<Record<string, number>>;
  readonly warnings: readonly PlanWarning[];
  readonly changes: readonly PlanChange[];
  /** Why this version exists: `plan`, or the event that asked for a new version. */
  readonly trigger: string;
  readonly solver: {
    readonly seed: number;
    readonly iterations: number;
    readonly seconds: number;
  };
}

/** The road line of one route, leg by leg, for drawing: coordinates are [lon, lat]. */
export interface RouteGeometry {
  readonly vehicleId: string;
  /** One line per leg, in order of the visits; a leg of no length has one point. */
  readonly legs: readonly (readonly (readonly [number, number])[])[];
}
