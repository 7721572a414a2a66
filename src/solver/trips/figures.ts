import { INFINITE_M } from "../../base/index.ts";
import type { Model } from "../model.ts";
import { isByTrips } from "./is-by-trips.ts";

/**
 * What is kept of routes of trips (see `isByTrips`) beside what `State` keeps for all: enough to
 * tell in O(1) whether a stop released late may join a trip, and a trip be cut in two.
 *
 * A trip begins at a start node or a visit to a facility and leaves there when its stops are
 * released. The head of a trip up to a node is summed up by three figures: leaving the trip's
 * begin at `t ≤ upToLatestSec`, the node is left at `max(t + upToSec, upToEarliestSec)`.
 */
export interface TripFigures {
  readonly legSec: Int32Array;
  /** The node where the trip of a stop begins; such a node itself. */
  readonly beginOf: Int32Array;
  /** When each node is left at the earliest. */
  readonly leaveSec: Int32Array;
  /** The latest arrival at each node that lets the rest of the route be in time. */
  readonly latestSec: Int32Array;
  readonly upToSec: Int32Array;
  readonly upToEarliestSec: Int32Array;
  readonly upToLatestSec: Int32Array;
  /** The latest release of the node's trip up to the node, and from the node on; 0 at ends. */
  readonly releaseUpToSec: Int32Array;
  readonly releaseFromSec: Int32Array;
  /** When a vehicle could leave where a trip begins if all its stops were released. */
  readonly readySec: Int32Array;
  /** What a visit to the best facility in front of the node adds to the metres, at least. */
  readonly cutM: Int32Array;
  /** By place, metres to the nearest facility, and from the nearest. */
  readonly toFacilityM: Int32Array;
  readonly fromFacilityM: Int32Array;
}

/** Figures of routes that are all empty, to be computed; nothing for problems of other kinds. */
export function newTripFigures(model: Model): TripFigures | undefined {
  if (!isByTrips(model)) return undefined;
  const perNode = (): Int32Array => new Int32Array(model.nodeCount);
  return {
    legSec: perNode(),
    beginOf: perNode(),
    leaveSec: perNode(),
    latestSec: perNode(),
    upToSec: perNode(),
    upToEarliestSec: perNode(),
    upToLatestSec: perNode(),
    releaseUpToSec: perNode(),
    releaseFromSec: perNode(),
    readySec: perNode(),
    cutM: perNode(),
    ...nearestFacilities(model),
  };
}

function nearestFacilities({ facilityPlace, placeCount, travelM }: Model) {
  const [metres] = travelM;
  const toFacilityM = new Int32Array(placeCount).fill(INFINITE_M);
  const fromFacilityM = new Int32Array(placeCount).fill(INFINITE_M);
  for (const there of facilityPlace) {
    for (let place = 0; place < placeCount; place++) {
      const toM = metres[place * placeCount + there];
      const fromM = metres[there * placeCount + place];
      if (toM < toFacilityM[place]) toFacilityM[place] = toM;
      if (fromM < fromFacilityM[place]) fromFacilityM[place] = fromM;
    }
  }
  return { toFacilityM, fromFacilityM };
}
