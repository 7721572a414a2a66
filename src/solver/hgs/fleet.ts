import type { Model } from "../model.ts";

/**
 * Which vehicles of each kind are free. A kind is what the model calls a class of vehicles: alike
 * in everything.
 */
export interface Fleet {
  /** The vehicles of each kind, by their indices in the problem. */
  readonly vehicles: readonly (readonly number[])[];
  /** How many routes may be driven at a time, each stop alone or one route for each vehicle. */
  readonly usableCount: number;
  readonly freeCount: Int32Array;
  /** The unused route that stands ready for a free vehicle of each kind, or `NONE`. */
  readonly readyRoute: Int32Array;
  /** Unused routes that no kind has. */
  readonly idle: Int32Array;
  idleCount: number;
  /** Whether there are stops that not every vehicle may serve; which: `kind * stopCount + stop`. */
  readonly isRestricted: boolean;
  readonly misfit: Uint8Array;
  readonly hasFixedUnits: boolean;
  /** Whether routes differ in what a metre costs, or in where they start and end. */
  readonly isMixed: boolean;
  /**
   * Whether there are vehicles of each kind for all stops, alike but for capacity and prices: then
   * each route always has the kind that drives it at least cost.
   */
  readonly isFlexible: boolean;
}

/** What all vehicles of a kind have in common. */
export interface VehicleKind {
  readonly capacity: number;
  readonly unitsPerM: number;
  readonly fixedUnits: number;
  readonly durationSecMax: number;
  /** Indices into the places of the depots. */
  readonly startDepot: number;
  readonly endDepot: number;
  readonly endKind: number;
  readonly startOpenSec: number;
  readonly startCloseSec: number;
  readonly endOpenSec: number;
  readonly endCloseSec: number;
}

/** Sorts the vehicles into kinds, and names the places of their depots. */
export function newFleet(model: Model): {
  fleet: Fleet;
  kinds: VehicleKind[];
  depotPlaces: number[];
} {
  const n = model.stopCount;
  const byClass = new Map<number, number[]>();
  model.vehicleClass.forEach((vehicleClass, vehicle) => {
    const alike = byClass.get(vehicleClass) ?? [];
    if (alike.length === 0) byClass.set(vehicleClass, alike);
    alike.push(vehicle);
  });
  const vehicles = [...byClass.values()];
  const depotPlaces: number[] = [];
  const endKinds: string[] = [];
  const kinds = vehicles.map(([vehicle]) => kindOf(model, vehicle, depotPlaces, endKinds));
  const usableCount = Math.min(model.vehicleCount, n + kinds.length + 1);
  const misfit = new Uint8Array(kinds.length * n);
  vehicles.forEach(([vehicle], kind) => {
    for (let stop = 0; stop < n; stop++) {
      // A stop too large for the vehicle is punished as excess load.
      const isAllowed = model.stopAllowed[stop * model.vehicleCount + vehicle] === 1;
      const isTooLarge = model.nodeLoads[stop] > kinds[kind].capacity;
      misfit[kind * n + stop] = isAllowed || isTooLarge ? 0 : 1;
    }
  });
  const fleet: Fleet = {
    vehicles,
    usableCount,
    freeCount: new Int32Array(kinds.length),
    readyRoute: new Int32Array(kinds.length),
    idle: new Int32Array(usableCount),
    idleCount: 0,
    isRestricted: misfit.includes(1),
    misfit,
    hasFixedUnits: kinds.some((kind) => kind.fixedUnits > 0),
    isMixed: kinds.some((kind) => depotPlaces.length > 1 || kind.unitsPerM !== kinds[0].unitsPerM),
    isFlexible: !misfit.includes(1) && areFlexible(kinds, vehicles, n),
  };
  return { fleet, kinds, depotPlaces };
}

function areFlexible(
  kinds: readonly VehicleKind[],
  vehicles: readonly (readonly number[])[],
  stopCount: number,
): boolean {
  if (kinds.length === 1 || vehicles.some((alike) => alike.length < stopCount)) return false;
  const [{ capacity: _, unitsPerM: __, fixedUnits: ___, ...first }] = kinds;
  return kinds.every((kind) =>
    Object.entries(first).every(([field, value]) => kind[field as keyof VehicleKind] === value),
  );
}

function kindOf(
  model: Model,
  vehicle: number,
  depotPlaces: number[],
  endKinds: string[],
): VehicleKind {
  const start = model.firstStart + vehicle;
  const end = model.firstEnd + vehicle;
  const { nodePlace, nodeOpenSec, nodeCloseSec } = model;
  return {
    capacity: model.capacities[vehicle],
    unitsPerM: model.unitsPerM[vehicle],
    fixedUnits: model.fixedUnits[vehicle],
    durationSecMax: model.durationSecMax[vehicle],
    startDepot: indexIn(depotPlaces, nodePlace[start]),
    endDepot: indexIn(depotPlaces, nodePlace[end]),
    endKind: indexIn(endKinds, [nodePlace[end], nodeOpenSec[end], nodeCloseSec[end]].join()),
    startOpenSec: nodeOpenSec[start],
    startCloseSec: nodeCloseSec[start],
    endOpenSec: nodeOpenSec[end],
    endCloseSec: nodeCloseSec[end],
  };
}

/** Where the value is in the list, put at its end if it is new. */
function indexIn<T>(list: T[], value: T): number {
  const at = list.indexOf(value);
  return at >= 0 ? at : list.push(value) - 1;
}
