import { createTravelMatrix, INFINITE_M, MinHeap, type TravelMatrix } from "../../base/index.ts";
import { TIME_MAX_SEC } from "../model.ts";
import { type CarpFile, readCarpFile } from "./carp-file.ts";
import { amplyManyVehicles } from "./classic.ts";
import { fleetOf, soundInstance } from "./fleet.ts";
import { FormatError, type Instance, type Parsed, parsing } from "./instance.ts";

const CENTS_PER_KM = 1000; // one cent a unit of length: the cost is the length

/**
 * Reads a capacitated arc routing problem of CARPLIB: streets to be served whole by equal vehicles
 * from one depot; the cost is the length of all routes. `VEHICULOS` is a hint, not a limit.
 *
 * A street becomes a stop with two places, one for each direction of service: the way to a place
 * leads to the end where service begins and includes the street itself, the way on begins at its
 * other end. Solutions number the streets to serve from 1 in the order of the file, with a minus
 * where it is driven from its second end to its first.
 */
export function readCarp(text: string): Parsed<Instance> {
  return parsing(() => {
    const file = readCarpFile(text);
    const required = file.edges.slice(0, file.requiredCount);
    const demands = required.map(({ demand }) => demand);
    const vehicle = {
      capacities: [file.capacity],
      depotIndex: 0,
      endDepotIndex: 0,
      fixedCents: 0,
      centsPerKm: CENTS_PER_KM,
      shift: { startSec: 0, endSec: TIME_MAX_SEC },
    };
    const count = amplyManyVehicles([0, ...demands], file.capacity);
    return soundInstance({
      problem: {
        name: file.name,
        dimensions: [{ name: "demand", unit: "pieces" }],
        streams: [],
        profiles: [{ name: "streets", matrix: streetMatrix(file) }],
        depots: [{ placeIndex: 0 }],
        facilities: [],
        ...fleetOf(Array.from({ length: count }, () => vehicle)),
        stops: demands.map((load, i) => ({
          id: String(i + 1),
          placeIndex: 1 + 2 * i,
          serviceSec: 0,
          loads: [load],
          alternatives: [{ placeIndex: 2 + 2 * i, addedServiceSec: 0 }],
        })),
      },
      costOf: ({ cost }) => cost.distanceCents,
      costDecimals: 0,
      numbering: {
        stopNumbers: demands.map((_, i) => i + 1),
        alternativeNumbers: demands.map((_, i) => [-(i + 1)]),
        facilityNumbers: [],
        byVehicle: false,
      },
    });
  });
}

/** The depot, then each street to serve in its one and in its other direction. */
function streetMatrix(file: CarpFile): TravelMatrix {
  const places = [{ enter: file.depotNode, leave: file.depotNode, length: 0 }];
  for (const { ends, length } of file.edges.slice(0, file.requiredCount)) {
    places.push({ enter: ends[0], leave: ends[1], length });
    places.push({ enter: ends[1], leave: ends[0], length });
  }
  const lengths = shortestLengths(file);
  const matrix = createTravelMatrix(places.length);
  places.forEach(({ leave }, from) => {
    places.forEach(({ enter, length }, to) => {
      if (from === to) return;
      const apart = lengths[leave * file.nodeCount + enter] + length;
      if (apart >= INFINITE_M) {
        throw new FormatError(0, `there is no way from node ${leave + 1} to node ${enter + 1}`);
      }
      matrix.travelM[from * places.length + to] = apart;
      matrix.travelSec[from * places.length + to] = apart;
    });
  });
  return matrix;
}

/** Between all nodes, row by row, by Dijkstra from each. Cost: O(nodes × edges × log nodes). */
function shortestLengths({ nodeCount, edges }: CarpFile): Float64Array {
  const streets = Array.from({ length: nodeCount }, (): { to: number; length: number }[] => []);
  for (const { ends, length } of edges) {
    streets[ends[0]].push({ to: ends[1], length });
    streets[ends[1]].push({ to: ends[0], length });
  }
  const lengths = new Float64Array(nodeCount * nodeCount).fill(INFINITE_M);
  for (let source = 0; source < nodeCount; source++) {
    const row = lengths.subarray(source * nodeCount, (source + 1) * nodeCount);
    row[source] = 0;
    const heap = new MinHeap(nodeCount);
    heap.pushOrLower(source, 0);
    while (heap.size > 0) {
      const node = heap.pop();
      for (const { to, length } of streets[node]) {
        const reached = row[node] + length;
        if (reached >= row[to]) continue;
        row[to] = reached;
        heap.pushOrLower(to, reached);
      }
    }
  }
  return lengths;
}
