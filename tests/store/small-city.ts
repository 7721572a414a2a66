import { kilograms, litres, seconds } from "../../src/base/index.ts";
import type { City, Container, Plan, RouteGeometry, Vehicle } from "../../src/domain/index.ts";

/** A city with one depot, two vehicles, and containers `<areaId>-c0`, `-c1`, ... on two sites. */
export function smallCity(areaId: string, containerCount: number): City {
  const name = `City ${areaId}`;
  const place = { areaId, lon: 11.97, lat: 57.71 };
  return {
    area: {
      id: areaId,
      name,
      timeZone: "Europe/Stockholm",
      bounds: [11.8, 57.6, 12.1, 57.8],
      attribution: "hand-drawn",
    },
    streams: [
      { id: "residual", name: "Residual", densityKgPerM3: 90, compactionRatio: 4.5 },
      { id: "glass", name: "Glass", densityKgPerM3: 300, compactionRatio: 1 },
    ],
    sites: [0, 1].map((i) => ({ ...place, id: `${areaId}-s${i}`, name: `Site ${i}`, address: "" })),
    containers: Array.from({ length: containerCount }, (_, i) => container(areaId, i)),
    vehicleTypes: [
      {
        id: "rear-loader",
        name: "Rear loader",
        profile: "truck",
        payloadKg: kilograms(9500),
        bodyL: litres(20_000),
        streamIds: ["residual", "glass"],
        serviceBaseSec: seconds(60),
        servicePerContainerSec: seconds(45),
        fixedCents: 8000,
        perKmCents: 62.5,
        perHourCents: 4200,
        dieselLPer100Km: 42.5,
        dieselLPerLift: 0.05,
      },
    ],
    vehicles: [0, 1].map((i) => vehicle(areaId, i)),
    depots: [
      { ...place, id: "d0", name: "Depot", opensSec: seconds(14_400), closesSec: seconds(79_200) },
    ],
    facilities: [
      {
        ...place,
        id: "f0",
        name: "Plant",
        streamIds: ["residual"],
        openingHours: [
          { weekdays: [1, 2, 3], opensSec: seconds(21_600), closesSec: seconds(72_000) },
        ],
        unloadSec: seconds(600),
        unloadSecPerTonne: seconds(60),
        gateFeeCentsPerTonne: 9950.5,
      },
    ],
    policy: {
      mustGoProbability: 0.1,
      overflowCents: 4000,
      nextVisitDays: 1,
      intervalDaysMax: { residual: 14 },
    },
  };
}

/** Container `<areaId>-c<i>` on the first site for even numbers, on the second for odd ones. */
export function container(areaId: string, i: number): Container {
  return {
    id: `${areaId}-c${i}`,
    siteId: `${areaId}-s${i % 2}`,
    streamId: i % 2 === 0 ? "residual" : "glass",
    volumeL: litres(1100),
    deviceId: `${areaId}-device-${i}`,
    depthMm: 1350,
    sensorOffsetMm: null,
    sensorModel: null,
  };
}

/** Vehicle `<areaId>-v<i>`. */
export function vehicle(areaId: string, i: number): Vehicle {
  return {
    id: `${areaId}-v${i}`,
    areaId,
    name: `Truck ${i}`,
    typeId: "rear-loader",
    depotId: "d0",
    shiftStartSec: seconds(21_600),
    shiftEndSec: seconds(50_400),
    breaks: [
      {
        earliestSec: seconds(39_600),
        latestSec: seconds(43_200),
        restSec: seconds(1800),
        paid: i === 1,
      },
    ],
    active: i === 0,
  };
}

/** An empty plan, as a base for the states of its versions. */
export function emptyPlan(id: string, areaId: string, change: Partial<Plan>): Plan {
  return {
    id,
    areaId,
    day: "2026-11-24",
    version: 0,
    state: "draft",
    parentId: null,
    jobId: null,
    createdAtMs: 1_790_000_000_000,
    dayStartMs: 1_790_000_000_000,
    routes: [],
    unassigned: [
      { siteId: "s", siteName: "S", containerIds: ["c"], reasons: [{ code: "r", detail: "d" }] },
    ],
    reasons: {},
    totals: {
      vehicleCount: 1,
      tripCount: 1,
      stopCount: 2,
      liftCount: 3,
      distanceM: 12_345,
      drivingSec: 600,
      durationSec: 900,
      weightKg: 70.5,
      volumeL: 900.25,
      costCents: 4321,
      co2Kg: 12.5,
    },
    costByCause: { distance: 4321 },
    warnings: [],
    changes: [],
    trigger: "plan",
    solver: { seed: 1, iterations: 10, seconds: 0.5 },
    ...change,
  };
}

/** Two legs, the second of no length. */
export function lines(vehicleId: string): RouteGeometry {
  return {
    vehicleId,
    legs: [
      [
        [11.97, 57.71],
        [11.98, 57.72],
      ],
      [[11.98, 57.72]],
    ],
  };
}
