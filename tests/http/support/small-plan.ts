import type {
  BackTestReport,
  CollectionReason,
  Plan,
  PlannedVisit,
  RouteGeometry,
} from "../../../src/domain/index.ts";

/** 06:30 UTC on a Tuesday, 07:30 in the town. */
export const NOW_MS = Date.UTC(2026, 10, 24, 6, 30);
export const TODAY = "2026-11-24";
/** Midnight of that day in the town, an hour ahead of UTC. */
const DAY_START_MS = Date.UTC(2026, 10, 23, 23, 0);

const REASON: CollectionReason = {
  code: "overflow-risk",
  fillPercent: 82.2,
  fillLowPercent: 75,
  fillHighPercent: 91,
  overflowProbability: 0.61,
  hoursToFull: 14.2,
  priceCents: 2440,
};

/** One vehicle, one trip: depot, site s0 with container c0, facility, depot. */
export function smallPlan(change: Partial<Plan> = {}): Plan {
  const visits = [
    visit({ kind: "start", placeId: "yard", startSec: 21_600, legM: 0 }),
    visit({
      kind: "stop",
      placeId: "s0",
      startSec: 22_200,
      legM: 4000,
      lifts: [
        {
          containerId: "c0",
          streamId: "paper",
          fillPercent: 82.2,
          volumeL: 904.2,
          weightKg: 90.4,
          reason: REASON,
        },
      ],
    }),
    visit({ kind: "disposal", placeId: "plant", startSec: 28_800, legM: 0 }),
    visit({ kind: "end", placeId: "yard", startSec: 30_600, legM: 7000 }),
  ];
  return {
    id: "plan-1",
    areaId: "town",
    day: TODAY,
    version: 1,
    state: "draft",
    parentId: null,
    jobId: null,
    createdAtMs: NOW_MS,
    dayStartMs: DAY_START_MS,
    routes: [
      {
        vehicleId: "v1",
        vehicleName: "V1",
        vehicleTypeId: "rear",
        payloadKg: 10_000,
        bodyL: 20_000,
        startSec: 21_600,
        endSec: 30_600,
        distanceM: 11_000,
        drivingSec: 3600,
        serviceSec: 960,
        waitSec: 0,
        breakSec: 0,
        tripCount: 1,
        stopCount: 1,
        liftCount: 1,
        weightKg: 90.4,
        costCents: 21_660,
        visits,
      },
    ],
    unassigned: [
      {
        siteId: "s1",
        siteName: "Street 2",
        containerIds: ["c1"],
        reasons: [{ code: "no-time", detail: "no shift has 300 s left" }],
      },
    ],
    reasons: { c0: REASON, c2: { ...REASON, code: "not-due", fillPercent: 12 } },
    totals: {
      vehicleCount: 1,
      tripCount: 1,
      stopCount: 1,
      liftCount: 1,
      distanceM: 11_000,
      drivingSec: 3600,
      durationSec: 9000,
      weightKg: 90.4,
      volumeL: 904.2,
      costCents: 21_660,
      co2Kg: 15.2,
    },
    costByCause: { distance: 660, time: 15_000, fixed: 6000 },
    warnings: [{ code: "stops-left-out", detail: "1 stop is on no route" }],
    changes: [],
    trigger: "plan",
    solver: { seed: 1, iterations: 100, seconds: 0.4 },
    ...change,
  };
}

/** The road lines of `smallPlan`: three legs, the second of no length. */
export function smallGeometry(): RouteGeometry[] {
  return [
    {
      vehicleId: "v1",
      legs: [
        [
          [11.95, 57.7],
          [11.96, 57.7],
        ],
        [[11.96, 57.7]],
        [
          [11.96, 57.7],
          [12.05, 57.72],
          [11.95, 57.7],
        ],
      ],
    },
  ];
}

/** A proposed version that adds containers to a plan. */
export function proposalOf(parent: Plan, id: string, containerIds: readonly string[]): Plan {
  return {
    ...parent,
    id,
    state: "proposed",
    parentId: parent.id,
    changes: [
      {
        kind: "added",
        siteId: "s2",
        siteName: "Street 3",
        containerIds,
        fromVehicle: null,
        toVehicle: "V1",
        reason: "reported full",
      },
    ],
  };
}

function visit(
  change: Pick<PlannedVisit, "kind" | "placeId" | "startSec" | "legM"> & Partial<PlannedVisit>,
): PlannedVisit {
  return {
    name: change.placeId,
    lon: 11.95,
    lat: 57.7,
    tripIndex: 0,
    legSec: change.legM / 10,
    arrivalSec: change.startSec,
    waitSec: 0,
    endSec: change.startSec + 60,
    loadKgBefore: 0,
    loadKgAfter: 0,
    loadLAfter: 0,
    lifts: [],
    ...change,
  };
}

/** A report whose first horizon has figures and whose others have none. */
export function smallBackTest(areaId: string, hours: readonly number[]): BackTestReport {
  return {
    id: `back-test-${hours.join("-")}`,
    areaId,
    createdAtMs: NOW_MS,
    days: 28,
    seed: 1,
    fullPercent: 90,
    containerCount: 4,
    horizons: hours.map((each, i) => ({
      hours: each,
      figures:
        i > 0
          ? null
          : {
              count: 112,
              medianErrorPercent: 4.56789,
              pinball90Percent: 1.12345,
              below90Share: 0.91,
              within80Share: 0.801,
              brier: 0.04567,
              calibrationError: 0.0123,
              calibration: [{ toldMean: 0.02, cameShare: 0.018, count: 112 }],
              hoursToFullError: 6.44,
            },
      containers:
        i > 0
          ? []
          : [{ containerId: "c0", count: 28, medianErrorPercent: 6.1, within80Share: 0.75 }],
    })),
  };
}
