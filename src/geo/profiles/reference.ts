import type { Profile } from "./profile.ts";

const CLOSED = ["no", "private", "agricultural", "forestry", "emergency", "psv", "military"];

/**
 * Fixed speeds by class, no turn costs, no restrictions: for comparison with other routers, like
 * `turns` and `truck`. None of the three is meant for planning.
 */
export const FREE: Profile = {
  id: "free",
  description: "Fixed speeds by class, no turn restrictions, no vehicle limits",
  speedsKmh: {
    motorway: 80,
    motorway_link: 40,
    trunk: 70,
    trunk_link: 40,
    primary: 50,
    primary_link: 30,
    secondary: 45,
    secondary_link: 30,
    tertiary: 40,
    tertiary_link: 25,
    unclassified: 30,
    residential: 25,
    living_street: 10,
    service: 15,
    road: 20,
  },
  maxspeed: null,
  surfaceFactors: {},
  access: {
    keys: ["motor_vehicle", "vehicle", "access"],
    closedValues: CLOSED,
    lastMileValues: [],
    alsoClosedBy: [],
  },
  limits: null,
  noStops: { classes: [], inTunnels: false },
  barriers: {
    closedValues: [
      "bollard",
      "block",
      "jersey_barrier",
      "cycle_barrier",
      "planter",
      "chain",
      "log",
      "debris",
      "wall",
      "fence",
    ],
    delaySec: {},
  },
  restrictions: null,
  uTurns: "single-entry",
  drivingSide: "right",
  turnCosts: null,
};

/** As `free`, with turn restrictions. */
export const TURNS: Profile = {
  ...FREE,
  id: "turns",
  description: "Fixed speeds by class, turn restrictions, no vehicle limits",
  restrictions: {
    keys: ["restriction", "restriction:motor_vehicle", "restriction:vehicle"],
    exemptBy: ["motor_vehicle", "vehicle"],
  },
};

/** As `turns`, with the limits of a 26 t truck and `hgv`. */
export const TRUCK: Profile = {
  ...TURNS,
  id: "truck",
  description: "Fixed speeds by class, turn restrictions, limits of a 26 t truck",
  access: { ...TURNS.access, alsoClosedBy: ["hgv"] },
  limits: {
    weightT: 26,
    axleLoadT: 11.5,
    heightM: 3.6,
    widthM: 2.55,
    lengthM: 10,
    readsOtherUnits: false,
  },
  restrictions: {
    keys: ["restriction", "restriction:motor_vehicle", "restriction:vehicle", "restriction:hgv"],
    exemptBy: ["motor_vehicle", "vehicle", "hgv"],
  },
};
