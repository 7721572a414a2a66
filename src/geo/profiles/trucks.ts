import type { Profile } from "./profile.ts";

/**
 * The product's default vehicle: a three-axle rear loader of 26 t.
 *
 * Speeds are what a loaded truck keeps on the class with its usual stops and bends, capped by the
 * signed speed times a factor for not driving at the limit all the time. Private, delivery and
 * resident roads are last mile: a waste truck serves them but may not cut through.
 */
export const TRUCK_26T: Profile = {
  id: "truck-26t",
  description: "Rear loader of 26 t: 10.0 m long, 2.55 m wide, 3.6 m high",
  speedsKmh: {
    motorway: 80,
    motorway_link: 45,
    trunk: 70,
    trunk_link: 40,
    primary: 50,
    primary_link: 35,
    secondary: 45,
    secondary_link: 30,
    tertiary: 40,
    tertiary_link: 25,
    unclassified: 32,
    residential: 25,
    living_street: 8,
    service: 12,
    road: 20,
    pedestrian: 5,
    track: 8,
    ferry: 8,
  },
  maxspeed: { factor: 0.9, kmhMax: 80 },
  surfaceFactors: {
    sett: 0.85,
    cobblestone: 0.7,
    unhewn_cobblestone: 0.6,
    compacted: 0.85,
    fine_gravel: 0.8,
    gravel: 0.7,
    unpaved: 0.7,
    ground: 0.6,
    dirt: 0.5,
    grass: 0.4,
    sand: 0.4,
    mud: 0.3,
  },
  access: {
    keys: ["hgv", "motor_vehicle", "vehicle", "access"],
    closedValues: [
      "no",
      "agricultural",
      "forestry",
      "emergency",
      "psv",
      "bus",
      "military",
      "use_sidepath",
    ],
    lastMileValues: ["destination", "delivery", "customers", "private", "permit", "residents"],
    alsoClosedBy: [],
  },
  limits: {
    weightT: 26,
    axleLoadT: 10,
    heightM: 3.6,
    widthM: 2.55,
    lengthM: 10,
    readsOtherUnits: true,
  },
  noStops: { classes: ["motorway", "motorway_link", "trunk_link", "ferry"], inTunnels: true },
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
      "height_restrictor",
    ],
    delaySec: { gate: 20, lift_gate: 15, swing_gate: 25, toll_booth: 10 },
  },
  restrictions: {
    keys: ["restriction:hgv", "restriction:motor_vehicle", "restriction:vehicle", "restriction"],
    exemptBy: ["motor_vehicle", "vehicle", "hgv"],
  },
  uTurns: "dead-end",
  drivingSide: "right",
  turnCosts: {
    straightDegreesMax: 35,
    nearSideSec: 4,
    farSideSec: 7,
    sharpDegreesMin: 110,
    sharpSec: 6,
    uTurnSec: 60,
    signalSec: 8,
  },
};

/** Two-axle rear loader of 18 t. */
export const TRUCK_18T: Profile = {
  ...TRUCK_26T,
  id: "truck-18t",
  description: "Rear loader of 18 t: 8.5 m long, 2.5 m wide, 3.5 m high",
  limits: {
    weightT: 18,
    axleLoadT: 11.5,
    heightM: 3.5,
    widthM: 2.5,
    lengthM: 8.5,
    readsOtherUnits: true,
  },
  turnCosts: {
    straightDegreesMax: 35,
    nearSideSec: 3,
    farSideSec: 6,
    sharpDegreesMin: 110,
    sharpSec: 5,
    uTurnSec: 45,
    signalSec: 8,
  },
};

/** Narrow-street collector of 7.5 t, a little faster in small streets. */
export const TRUCK_7T5: Profile = {
  ...TRUCK_26T,
  id: "truck-7.5t",
  description: "Narrow-street collector of 7.5 t: 6.5 m long, 2.1 m wide, 2.9 m high",
  speedsKmh: { ...TRUCK_26T.speedsKmh, residential: 28, living_street: 10, service: 14 },
  limits: {
    weightT: 7.5,
    axleLoadT: 5.5,
    heightM: 2.9,
    widthM: 2.1,
    lengthM: 6.5,
    readsOtherUnits: true,
  },
  turnCosts: {
    straightDegreesMax: 35,
    nearSideSec: 2,
    farSideSec: 5,
    sharpDegreesMin: 110,
    sharpSec: 3,
    uTurnSec: 25,
    signalSec: 8,
  },
};
