import { ROAD_CLASSES } from "../graph/classes.ts";
import { PROFILE_TAGS } from "../graph/profile-tags.ts";
import type { Profile } from "./profile.ts";

/** What a value in a profile's file may be. */
export type Schema = { readonly orNull?: boolean } & (
  | { readonly type: "text"; readonly oneOf?: readonly string[] }
  | { readonly type: "number"; readonly min: number; readonly max: number }
  | { readonly type: "flag" }
  | { readonly type: "list"; readonly of: Schema }
  | { readonly type: "table"; readonly keys?: readonly string[]; readonly of: Schema }
  | { readonly type: "record"; readonly fields: Readonly<Record<string, Schema>> }
  | {
      readonly type: "choice";
      readonly by: string;
      readonly of: Readonly<Record<string, Readonly<Record<string, Schema>>>>;
    }
);

const TEXT: Schema = { type: "text" };
const TEXTS: Schema = { type: "list", of: TEXT };
/** A tag of a way; others are not kept, so that a rule about one could never hold. */
const TAG: Schema = { type: "text", oneOf: PROFILE_TAGS };
const TAGS: Schema = { type: "list", of: TAG };
const CLASS: Schema = { type: "text", oneOf: ROAD_CLASSES };
const CLASSES: Schema = { type: "list", of: CLASS };
const KMH: Schema = { type: "number", min: 1, max: 150 };
const SEC: Schema = { type: "number", min: 0, max: 3600 };
const DEGREES: Schema = { type: "number", min: 0, max: 180 };
const METRES: Schema = { type: "number", min: 0.1, max: 30 };
const TONNES: Schema = { type: "number", min: 0.01, max: 60 };
const FACTOR: Schema = { type: "number", min: 0.05, max: 2 };
const SPEED_FACTOR: Schema = { type: "number", min: 0, max: 2 };
const POSITION: Schema = { type: "list", of: { type: "number", min: -180, max: 180 } };

function kind(name: string): Schema {
  return { type: "text", oneOf: [name] };
}

const CHANGES: Schema = {
  type: "list",
  of: {
    type: "choice",
    by: "kind",
    of: {
      way: {
        kind: kind("way"),
        wayId: { type: "number", min: 1, max: Number.MAX_SAFE_INTEGER },
        speedFactor: SPEED_FACTOR,
      },
      area: {
        kind: kind("area"),
        ring: { type: "list", of: POSITION },
        speedFactor: SPEED_FACTOR,
      },
      class: { kind: kind("class"), class: CLASS, speedFactor: SPEED_FACTOR },
      tag: { kind: kind("tag"), key: TAG, values: TEXTS, speedFactor: SPEED_FACTOR },
    },
  },
};

const FIELDS: Readonly<Record<keyof Profile, Schema>> = {
  id: TEXT,
  description: TEXT,
  purpose: { type: "text", oneOf: ["planning", "comparison"] },
  network: { type: "text", oneOf: ["roads", "cycleways"] },
  speedsKmh: { type: "table", keys: ROAD_CLASSES, of: KMH },
  maxspeed: { type: "record", orNull: true, fields: { keys: TAGS, factor: FACTOR, kmhMax: KMH } },
  surfaceFactors: { type: "table", of: FACTOR },
  access: {
    type: "record",
    fields: { keys: TAGS, closedValues: TEXTS, lastMileValues: TEXTS, alsoClosedBy: TAGS },
  },
  permission: {
    type: "record",
    orNull: true,
    fields: { classes: CLASSES, key: TAG, values: TEXTS },
  },
  oneway: {
    type: "record",
    fields: { keys: TAGS, contraflow: { type: "table", keys: PROFILE_TAGS, of: TEXTS } },
  },
  limits: {
    type: "record",
    orNull: true,
    fields: {
      weightT: TONNES,
      axleLoadT: TONNES,
      heightM: METRES,
      widthM: METRES,
      lengthM: METRES,
      readsOtherUnits: { type: "flag" },
    },
  },
  noStops: { type: "record", fields: { classes: CLASSES, inTunnels: { type: "flag" } } },
  barriers: {
    type: "record",
    fields: { closedValues: TEXTS, delaySec: { type: "table", of: SEC } },
  },
  restrictions: { type: "record", orNull: true, fields: { keys: TEXTS, exemptBy: TEXTS } },
  uTurns: { type: "text", oneOf: ["dead-end", "single-entry"] },
  drivingSide: { type: "text", oneOf: ["right", "left"] },
  turnCosts: {
    type: "record",
    orNull: true,
    fields: {
      straightDegreesMax: DEGREES,
      nearSideSec: SEC,
      farSideSec: SEC,
      sharpDegreesMin: DEGREES,
      sharpSec: SEC,
      uTurnSec: SEC,
      signalSec: SEC,
    },
  },
  avoid: CHANGES,
};

/** What a profile's file must look like; `docs/roads.md` says what each field means. */
export const PROFILE_SCHEMA: Schema = { type: "record", fields: FIELDS };
