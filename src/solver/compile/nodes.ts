import { NONE } from "../../base/index.ts";
import type { Problem, TimeWindow } from "../problem.ts";
import { kgDimensionOf, TIME_MAX_SEC, type VehicleTerms } from "./terms.ts";

/** What the model knows of nodes: stops, starts, ends and the pool of facility visits. */
export interface NodeTable {
  /**
   * Where the node is now: a facility visit's changes with its facility, a stop's with its place.
   * `codePlace` is what never changes.
   */
  readonly nodePlace: Int32Array;
  /** By vehicle, vehicles of a type sharing one array: service seconds of each node. */
  readonly serviceSec: readonly Int32Array[];
  /** As `serviceSec` without what vehicle types add. */
  readonly nodeServiceSec: Int32Array;
  /** The first window's start and the last window's end. */
  readonly nodeOpenSec: Int32Array;
  readonly nodeCloseSec: Int32Array;
  /**
   * Stops with more than one window, lateness or a release: segments do not describe a route with
   * one of them.
   */
  readonly nodeManyWindows: Uint8Array;
  readonly nodeStreamBit: Int32Array;
  readonly nodeKg: Int32Array;
  /** `node * dimensionCount + dimension`. */
  readonly nodeLoads: Int32Array;
}

/** Builds the arrays of nodes. */
export function compileNodes(
  problem: Problem,
  terms: readonly VehicleTerms[],
  departures: readonly TimeWindow[],
  nodeCount: number,
  openPlace: number,
): NodeTable {
  const n = problem.stops.length;
  const nodes = {
    nodePlace: new Int32Array(nodeCount),
    nodeServiceSec: new Int32Array(nodeCount),
    nodeOpenSec: new Int32Array(nodeCount),
    nodeCloseSec: new Int32Array(nodeCount).fill(TIME_MAX_SEC),
    nodeManyWindows: new Uint8Array(nodeCount),
    nodeStreamBit: new Int32Array(nodeCount),
    nodeKg: new Int32Array(nodeCount),
    nodeLoads: new Int32Array(nodeCount * problem.dimensions.length),
  };
  fillStops(problem, nodes);
  terms.forEach((term, vehicle) => {
    const start = n + vehicle;
    const end = n + terms.length + vehicle;
    const endPlace =
      term.endDepotIndex === NONE ? NONE : problem.depots[term.endDepotIndex].placeIndex;
    nodes.nodePlace[start] =
      problem.vehicles[vehicle].running?.placeIndex ??
      problem.depots[term.startDepotIndex].placeIndex;
    nodes.nodePlace[end] = endPlace === NONE ? openPlace : endPlace;
    nodes.nodeOpenSec[start] = departures[vehicle].startSec;
    nodes.nodeCloseSec[start] = departures[vehicle].endSec;
    nodes.nodeOpenSec[end] = returnFromSec(problem, term, vehicle);
    nodes.nodeCloseSec[end] = term.endWindow.endSec;
  });
  return { ...nodes, serviceSec: serviceByVehicle(problem, nodes.nodeServiceSec) };
}

/** A running vehicle may be back before its shift would begin, but not before the depot opens. */
function returnFromSec(problem: Problem, term: VehicleTerms, vehicle: number): number {
  if (problem.vehicles[vehicle].running === undefined) return term.endWindow.startSec;
  if (term.endDepotIndex === NONE) return 0;
  return problem.depots[term.endDepotIndex].hours?.startSec ?? 0;
}

function fillStops(problem: Problem, nodes: Omit<NodeTable, "serviceSec">): void {
  const kgDimension = kgDimensionOf(problem);
  problem.stops.forEach((stop, i) => {
    const { windows = [] } = stop;
    nodes.nodePlace[i] = stop.placeIndex;
    nodes.nodeServiceSec[i] = stop.serviceSec;
    nodes.nodeStreamBit[i] = stop.streamIndex === undefined ? 0 : 1 << stop.streamIndex;
    nodes.nodeLoads.set(stop.loads, i * problem.dimensions.length);
    nodes.nodeKg[i] = kgDimension < 0 ? 0 : stop.loads[kgDimension];
    const walked = stop.lateness !== undefined || stop.releaseSec !== undefined;
    nodes.nodeManyWindows[i] = walked || windows.length > 1 ? 1 : 0;
    if (windows.length === 0) return;
    nodes.nodeOpenSec[i] = windows[0].startSec;
    nodes.nodeCloseSec[i] = windows[windows.length - 1].endSec;
  });
}

/** The nodes' own array where no stop's service depends on the vehicle type. */
function serviceByVehicle(problem: Problem, nodeServiceSec: Int32Array): Int32Array[] {
  const varies = problem.stops.some((stop) => stop.addedServiceSec !== undefined);
  const byType = problem.vehicleTypes.map((_, type) => {
    if (!varies) return nodeServiceSec;
    const sec = nodeServiceSec.slice();
    problem.stops.forEach((stop, i) => {
      sec[i] += stop.addedServiceSec?.[type] ?? 0;
    });
    return sec;
  });
  return problem.vehicles.map(({ typeIndex }) => byType[typeIndex]);
}
