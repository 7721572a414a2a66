import type { RoadChange } from "../graph/changes.ts";
import type { RoadClass, RoadNetwork } from "../graph/classes.ts";

/** Size and weight of a vehicle, held against the limits on the signs; undefined is not checked. */
export interface VehicleLimits {
  readonly weightT: number;
  readonly axleLoadT: number;
  readonly heightM: number;
  readonly widthM: number;
  readonly lengthM: number;
  /** Whether feet, inches and kilograms are read too; else such a limit counts as none. */
  readonly readsOtherUnits: boolean;
}

/** Seconds that a turn at a junction of three or more roads adds. */
export interface TurnCosts {
  /** A turn is straight on up to this angle. */
  readonly straightDegreesMax: number;
  /** Turn to the driving side: right where traffic keeps right. */
  readonly nearSideSec: number;
  /** Turn across the oncoming lane. */
  readonly farSideSec: number;
  /** Beyond this angle a turn is sharp and takes `sharpSec` more. */
  readonly sharpDegreesMin: number;
  readonly sharpSec: number;
  readonly uTurnSec: number;
  /** At traffic signals, straight on included. */
  readonly signalSec: number;
}

/**
 * A kind of vehicle as the roads see it, all of it data.
 *
 * Speeds are in km/h, as on the signs; a class without a speed is closed.
 */
export interface Profile {
  readonly id: string;
  readonly description: string;
  /** `comparison`: for comparison with other routers, not offered to a city. */
  readonly purpose: "planning" | "comparison";
  /** `cycleways`: the graph must be built with cycleways, paths and footways. */
  readonly network: RoadNetwork;
  readonly speedsKmh: Readonly<Partial<Record<RoadClass, number>>>;
  /**
   * Speed is at most the signed one times `factor`, and at most `kmhMax`; null: signs are ignored.
   * Of the tags `keys` the first that can be read counts.
   */
  readonly maxspeed: {
    readonly keys: readonly string[];
    readonly factor: number;
    readonly kmhMax: number;
  } | null;
  /** Value of `surface` to a factor on the speed. */
  readonly surfaceFactors: Readonly<Record<string, number>>;
  readonly access: {
    /** Of these tags the first that is present and not empty decides. */
    readonly keys: readonly string[];
    readonly closedValues: readonly string[];
    /** With these values a way may only begin or end a path, never be cut through. */
    readonly lastMileValues: readonly string[];
    /** Tags that close a way with one of `closedValues` whatever the others say. */
    readonly alsoClosedBy: readonly string[];
  };
  /** Classes that are closed unless the tag `key` has one of `values`; null: there are none. */
  readonly permission: {
    readonly classes: readonly RoadClass[];
    readonly key: string;
    readonly values: readonly string[];
  } | null;
  /** What frees the vehicle from `oneway`. */
  readonly oneway: {
    /** Of these tags the first that is present stands in for `oneway`. */
    readonly keys: readonly string[];
    /** Tags that with one of these values let it drive against the one-way traffic. */
    readonly contraflow: Readonly<Record<string, readonly string[]>>;
  };
  readonly limits: VehicleLimits | null;
  /** Roads on which nobody stops to work: places are put on the nearest other road. */
  readonly noStops: { readonly classes: readonly RoadClass[]; readonly inTunnels: boolean };
  readonly barriers: {
    /** Values of `barrier` that block where the node has none of the access tags. */
    readonly closedValues: readonly string[];
    /** Seconds to pass an open one. */
    readonly delaySec: Readonly<Record<string, number>>;
  };
  /** Null: turn restrictions are ignored. */
  readonly restrictions: {
    /** Of these keys the first that a relation has decides. */
    readonly keys: readonly string[];
    /** A restriction with one of these words in `except` does not bind. */
    readonly exemptBy: readonly string[];
  } | null;
  /**
   * Where turning back is legal besides dead ends, blocked barriers and places with no other way
   * on: `single-entry` adds nodes that only one neighbour leads into.
   */
  readonly uTurns: "dead-end" | "single-entry";
  readonly drivingSide: "right" | "left";
  readonly turnCosts: TurnCosts | null;
  /**
   * Roads that drivers of this vehicle avoid, as changes of the roads that always hold; 0 closes.
   */
  readonly avoid: readonly RoadChange[];
}
