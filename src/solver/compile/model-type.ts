import type { Problem } from "../problem.ts";
import type { WalkScratch } from "../walk/scratch.ts";
import type { CodeTable } from "./code-table.ts";
import type { FacilityTable } from "./facilities.ts";
import type { GroupTable } from "./groups.ts";
import type { NodeTable } from "./nodes.ts";
import type { RichTerms } from "./rich-terms.ts";
import type { StopTable } from "./stops.ts";
import type { VehicleTable } from "./vehicles.ts";

/**
 * The problem as typed arrays, made once per solve and never changed, but for the places of nodes
 * and the scratch space.
 *
 * Nodes are what a route is made of, in one numbering: stops from 0, then the start of each vehicle
 * (`firstStart`), the end of each vehicle (`firstEnd`), then a pool of facility visits
 * (`firstPool`) that routes take from and give back. Arrays are one entry a node, vehicle or
 * facility by name; costs are in units of 1/18,000 cent (see `COST_UNITS_PER_CENT`).
 */
export interface Model
  extends NodeTable,
    StopTable,
    VehicleTable,
    FacilityTable,
    CodeTable,
    GroupTable,
    Commitments {
  readonly problem: Problem;
  readonly stopCount: number;
  readonly vehicleCount: number;
  readonly facilityCount: number;
  readonly dimensionCount: number;
  readonly firstStart: number;
  readonly firstEnd: number;
  readonly firstPool: number;
  readonly nodeCount: number;
  /** Places of the matrices; one more than the problem's where a route has an open end. */
  readonly placeCount: number;
  /**
   * By vehicle: whether segments do not describe its routes, so that they must be walked: breaks,
   * travel times by the hour, compartments, loads on board at the start, fuel. Beside it stand
   * `nodeManyWindows` and `facilityManyWindows`, for routes with such a visit. Exact in segments
   * are service by type, lifts, skills, docks, compaction, and where and when a vehicle starts.
   */
  readonly isRich: Uint8Array;
  readonly richTerms: readonly RichTerms[];
  readonly walk: WalkScratch;
  /**
   * Whether any route time matters: windows, shifts, durations, paid time, or places out of reach.
   */
  readonly timed: boolean;
}

/** Visits that stand at the head of routes and do not change. */
export interface Commitments {
  /** How many codes at the head of the vehicle's route do not change, held stops included. */
  readonly committedCount: Int32Array;
  /** Those codes, by vehicle. Committed breaks are not among them. */
  readonly committedCodes: readonly Int32Array[];
}
