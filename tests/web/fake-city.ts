import { Random } from "../../src/base/index.ts";
import type {
  AreaBody,
  ContainerBody,
  ContainerForecastBody,
  DepotBody,
  FacilityBody,
  ReadingBody,
  ReasonBody,
  SensorBody,
  StreamBody,
  VehicleBody,
} from "../../src/http/index.ts";
import { type GridPlace, locate, sitePlacesOf, TOWN_BOUNDS } from "./fake-town.ts";

const HOUR_MS = 3_600_000;

/** Trust in most readings. */
const TRUSTED = { quality: 0, reasons: [] };

/** Everything the fake service knows of its town but plans and jobs. */
export interface FakeCity {
  readonly area: AreaBody;
  readonly streams: readonly StreamBody[];
  readonly depots: readonly DepotBody[];
  readonly facilities: readonly FacilityBody[];
  readonly vehicles: readonly VehicleBody[];
  readonly containers: readonly ContainerBody[];
  readonly reasons: Readonly<Record<string, ReasonBody>>;
  readonly gridPlaces: ReadonlyMap<string, GridPlace>;
}

export const DEPOT_PLACE: GridPlace = { x: 1.3, y: 1 };
export const FACILITY_PLACE: GridPlace = { x: 14.6, y: 10 };

const STREAMS: readonly StreamBody[] = [
  { id: "residual", name: "Residual waste", densityKgPerM3: 110, compactionRatio: 5 },
  { id: "paper", name: "Paper and card", densityKgPerM3: 60, compactionRatio: 4 },
  { id: "glass", name: "Glass", densityKgPerM3: 260, compactionRatio: 1 },
];
const VOLUMES_L = [660, 1100, 3000];

/** A town of 120 sites with one to five containers each; the same for the same time. */
export function makeFakeCity(nowMs: number): FakeCity {
  const random = new Random(11);
  const gridPlaces = new Map<string, GridPlace>();
  const containers: ContainerBody[] = [];
  const reasons: Record<string, ReasonBody> = {};
  for (const [i, place] of sitePlacesOf(120).entries()) {
    const siteId = `site-${String(i + 1).padStart(3, "0")}`;
    gridPlaces.set(siteId, place);
    const [lon, lat] = locate(place);
    const number = Math.floor(place.x * 20);
    const address = `${number} Row ${place.y + 1}, Alderby`;
    const site = { id: siteId, name: `${streetOf(place)} ${number}`, address, lon, lat };
    const count = [1, 1, 2, 3, 3, 5][random.below(6)] ?? 1;
    for (let j = 0; j < count; j++) {
      const container = makeContainer({ site, order: j, random, nowMs });
      containers.push(container);
      reasons[container.id] = reasonOf(container);
    }
  }
  const area = makeArea(nowMs, containers.length);
  return {
    area,
    streams: STREAMS,
    ...makePlaces(),
    vehicles: makeVehicles(),
    containers,
    reasons,
    gridPlaces,
  };
}

function streetOf({ y }: GridPlace): string {
  const names = ["Alder", "Bishop", "Canal", "Dock", "Elm", "Forge", "Garden", "Harbour"];
  return `${names[y % names.length]} Street`;
}

function makeArea(nowMs: number, containerCount: number): AreaBody {
  return {
    id: "alderby",
    name: "Alderby",
    timeZone: "UTC",
    bounds: TOWN_BOUNDS,
    attribution: "© OpenStreetMap contributors",
    containerCount,
    readingCount: containerCount * 180,
    today: new Date(nowMs).toISOString().slice(0, 10),
    currentPlanId: null,
    alarms: [],
    proposalIds: [],
    tileUrl: "/api/v1/areas/alderby/tiles/{z}/{x}/{y}.pbf",
    baseMapUrl: null,
  };
}

function makePlaces(): Pick<FakeCity, "depots" | "facilities"> {
  const [depotLon, depotLat] = locate(DEPOT_PLACE);
  const [facilityLon, facilityLat] = locate(FACILITY_PLACE);
  return {
    depots: [
      {
        id: "depot-west",
        areaId: "alderby",
        name: "West depot",
        lon: depotLon,
        lat: depotLat,
        opens: "05:00",
        closes: "20:00",
      },
    ],
    facilities: [
      {
        id: "plant-east",
        areaId: "alderby",
        name: "East waste-to-energy plant",
        lon: facilityLon,
        lat: facilityLat,
        streamIds: STREAMS.map(({ id }) => id),
        openingHours: [{ weekdays: [1, 2, 3, 4, 5, 6, 7], opens: "06:00", closes: "18:00" }],
        unloadSec: 900,
        gateFeeCentsPerTonne: 9000,
      },
    ],
  };
}

function makeVehicles(): VehicleBody[] {
  const types = [
    { id: "rear-26t", name: "Rear loader 26 t", payloadKg: 11_000, bodyL: 21_000 },
    { id: "crane-18t", name: "Crane truck 18 t", payloadKg: 6_500, bodyL: 16_000 },
  ];
  return [1, 2, 3, 4, 5].map((number) => {
    const { id, name, payloadKg, bodyL } = types[number % 2] ?? {
      id: "",
      name: "",
      payloadKg: 1,
      bodyL: 1,
    };
    const streamIds = STREAMS.map((stream) => stream.id);
    return {
      id: `truck-${number}`,
      areaId: "alderby",
      name: `Truck ${number}`,
      type: { id, name, profile: "truck-26t", payloadKg, bodyL, streamIds },
      depotId: "depot-west",
      shiftStart: "06:00",
      shiftEnd: "14:30",
      breaks: [{ earliest: "10:00", latest: "12:00", minutes: 30, paid: false }],
      active: true,
      revision: 1,
    };
  });
}

function makeContainer(given: {
  readonly site: ContainerBody["site"];
  readonly order: number;
  readonly random: Random;
  readonly nowMs: number;
}): ContainerBody {
  const { site, order, random, nowMs } = given;
  const hasSensor = random.float() > 0.06;
  const ratePercentPerDay = 3 + 14 * random.float();
  const fillPercent = Math.round(103 * random.float());
  const spread = 3 + 6 * random.float();
  const hoursToFull = Math.max(0, ((100 - fillPercent) / ratePercentPerDay) * 24);
  const forecast = {
    computedAt: new Date(nowMs).toISOString(),
    fillPercent,
    fillLowPercent: Math.max(0, fillPercent - spread),
    fillHighPercent: fillPercent + spread,
    ratePercentPerDay,
    overflowProbability24h: 1 / (1 + Math.exp((hoursToFull - 20) / 7)),
    hoursToFull,
  };
  return {
    id: `${site.id.replace("site", "c")}-${order + 1}`,
    areaId: "alderby",
    site,
    streamId: STREAMS[order % STREAMS.length]?.id ?? "residual",
    volumeL: VOLUMES_L[random.below(VOLUMES_L.length)] ?? 660,
    deviceId: hasSensor ? `a84041${String(random.below(999_999)).padStart(10, "0")}` : null,
    depthMm: 1600,
    sensorOffsetMm: 150,
    sensorModel: null,
    revision: 1,
    lastReading: hasSensor
      ? {
          at: new Date(nowMs - Math.floor(5 * random.float() * HOUR_MS)).toISOString(),
          fillPercent,
          ...(random.float() > 0.95 ? { quality: 2, reasons: ["frozen"] } : TRUSTED),
        }
      : null,
    forecast: hasSensor ? forecast : null,
  };
}

/** Why a container is in or out by its forecast alone; the plan may differ for unassigned ones. */
function reasonOf({ forecast }: ContainerBody): ReasonBody {
  const fillPercent = forecast?.fillPercent ?? 0;
  const overflow = forecast?.overflowProbability24h ?? 0;
  const numbers = {
    fillPercent,
    fillLowPercent: forecast?.fillLowPercent ?? 0,
    fillHighPercent: forecast?.fillHighPercent ?? 0,
    overflowProbability: overflow,
    hoursToFull: forecast?.hoursToFull ?? null,
    priceCents: Math.round(overflow * 4000),
  };
  const percent = Math.round(overflow * 100);
  const hours = Math.round(forecast?.hoursToFull ?? 0);
  if (forecast === null) {
    return {
      ...numbers,
      code: "no-data",
      text: "No sensor and no history: the crew looks on its next round.",
    };
  }
  if (overflow >= 0.2) {
    return {
      ...numbers,
      code: "overflow-risk",
      text: `${fillPercent} % full now; overflows before the next visit with ${percent} % (limit 20 %).`,
    };
  }
  if (fillPercent >= 60) {
    return {
      ...numbers,
      code: "on-the-way",
      text: `${fillPercent} % full and a stop next door: cheaper today than on its own in ${hours} h.`,
    };
  }
  return {
    ...numbers,
    code: "not-due",
    text: `${fillPercent} % full, ${hours} h to go: waits for a later day.`,
  };
}

/** Fourteen days of readings every six hours that end at the container's level, oldest first. */
export function makeReadings(container: ContainerBody, nowMs: number): readonly ReadingBody[] {
  const rate = container.forecast?.ratePercentPerDay ?? 8;
  const levelNow = container.forecast?.fillPercent ?? 50;
  const random = new Random(container.id.length + Math.round(rate * 100));
  return Array.from({ length: 56 }, (_, i) => {
    const hoursAgo = (55 - i) * 6;
    const raw = levelNow - (rate * hoursAgo) / 24;
    const level = ((raw % 105) + 105) % 105;
    const isSpike = i % 23 === 17;
    return {
      containerId: container.id,
      at: new Date(nowMs - hoursAgo * HOUR_MS - 60_000).toISOString(),
      fillPercent: isSpike ? 100 - level : Math.round(level + random.normal(0, 1)),
      quality: isSpike ? 3 : 0,
      reasons: isSpike ? ["spike"] : [],
      source: "import",
      sequence: i,
      receivedAt: new Date(nowMs - hoursAgo * HOUR_MS).toISOString(),
    };
  });
}

/** Seven days to come at the container's rate, with a band that grows wider. */
export function makeForecast(container: ContainerBody, nowMs: number): ContainerForecastBody {
  const { forecast, lastReading } = container;
  const rate = forecast?.ratePercentPerDay ?? 8;
  const levelNow = forecast?.fillPercent ?? 50;
  const within = (percent: number) => Math.min(100, Math.max(0, percent));
  return {
    containerId: container.id,
    computedAt: new Date(nowMs).toISOString(),
    basis: lastReading === null ? "group" : "sensor",
    ratePercentPerDay: rate,
    rateSpread: 0.2,
    weekdayFactors: [1.1, 0.9, 0.9, 0.9, 1.3, 1.1, 0.8],
    lastReadingAt: lastReading?.at ?? null,
    lastEmptiedAt: null,
    emptyings: [
      { at: new Date(nowMs - 150 * HOUR_MS).toISOString(), beforePercent: 90, afterPercent: 2 },
    ],
    hoursToFull: forecast?.hoursToFull ?? null,
    dueAt: new Date(nowMs + 70 * HOUR_MS).toISOString(),
    tooEarlyUntil: new Date(nowMs + 20 * HOUR_MS).toISOString(),
    points: Array.from({ length: 29 }, (_, i) => {
      const median = levelNow + (rate * i) / 4;
      return {
        at: new Date(nowMs + i * 6 * HOUR_MS).toISOString(),
        fillPercent: within(median),
        fillLowPercent: within(median - 4 - i / 2),
        fillHighPercent: within(median + 4 + i / 2),
        overflowProbability: median >= 100 ? 0.8 : 0.1,
      };
    }),
  };
}

/** Every sensor reports each six hours; the first one has fallen silent. */
export function makeSensors(containers: readonly ContainerBody[]): readonly SensorBody[] {
  const withSensor = containers.filter(({ lastReading }) => lastReading !== null);
  return withSensor.map(({ id, site, deviceId, lastReading }, i) => ({
    containerId: id,
    siteId: site.id,
    deviceId,
    state: i === 0 ? "offline" : "ok",
    lastSeenAt: lastReading?.at ?? null,
    intervalSec: 6 * 3600,
    missedReports: i === 0 ? 4 : 0,
    doubts: [],
  }));
}
