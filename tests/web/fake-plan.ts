import type {
  ContainerBody,
  PlanBody,
  RouteBody,
  RoutesGeoJsonBody,
  VisitBody,
} from "../../src/http/index.ts";
import { DEPOT_PLACE, FACILITY_PLACE, type FakeCity } from "./fake-city.ts";
import { type GridPlace, lengthM, locate, type Point, wayBetween } from "./fake-town.ts";

const SPEED_M_PER_SEC = 6;
const STOPS_PER_TRIP = 11;

/** A plan and its road lines as the service gives them. */
export interface FakePlan {
  readonly plan: PlanBody;
  readonly routes: RoutesGeoJsonBody;
}

interface Stop {
  readonly siteId: string;
  readonly place: GridPlace;
  readonly containers: readonly ContainerBody[];
}

/** Plans the due containers of the town, west to east in as many strips as there are trucks. */
export function makeFakePlan(
  city: FakeCity,
  given: {
    readonly id: string;
    readonly version: number;
    readonly state: PlanBody["state"];
    readonly nowMs: number;
    /** Sites collected whether due or not. */
    readonly extraSiteIds: readonly string[];
    readonly parentId: string | null;
  },
): FakePlan {
  const due = dueStops(city, given.extraSiteIds);
  const unassigned = due.splice(5, 1);
  const perTruck = Math.ceil(due.length / city.vehicles.length);
  const routes = city.vehicles.map((_, i) =>
    driveRoute(city, i, due.slice(i * perTruck, (i + 1) * perTruck)),
  );
  const bodies = routes.map(({ route }) => route);
  const totals = sumTotals(bodies);
  const plan: PlanBody = {
    id: given.id,
    areaId: city.area.id,
    day: city.area.today,
    version: given.version,
    state: given.state,
    parentId: given.parentId,
    jobId: null,
    createdAt: new Date(given.nowMs).toISOString(),
    trigger: "plan",
    totals,
    unassignedCount: unassigned.length,
    changeCount: 0,
    warningCount: 1,
    routes: bodies,
    unassigned: unassigned.map(({ siteId, containers }) => ({
      siteId,
      siteName: containers[0]?.site.name ?? siteId,
      containerIds: containers.map(({ id }) => id),
      reasons: [
        {
          code: "shift-too-short",
          detail: "No truck can serve it and be back before its shift ends at 14:30.",
        },
      ],
    })),
    reasons: { ...city.reasons },
    costByCause: { driving: totals.costCents },
    warnings: [
      { code: "silent-sensor", detail: "7 containers have not reported for more than two days." },
    ],
    changes: [],
    solver: { seed: 1, iterations: 20_000, seconds: 15 },
  };
  const features = routes.flatMap(({ legs }) => legs);
  return { plan, routes: { type: "FeatureCollection", features } };
}

function dueStops(city: FakeCity, extraSiteIds: readonly string[]): Stop[] {
  const bySite = Map.groupBy(city.containers, ({ site }) => site.id);
  return [...bySite]
    .map(([siteId, group]) => ({
      siteId,
      place: city.gridPlaces.get(siteId) ?? DEPOT_PLACE,
      containers: group.filter(
        ({ id }) =>
          extraSiteIds.includes(siteId) ||
          ["overflow-risk", "on-the-way"].includes(city.reasons[id]?.code ?? ""),
      ),
    }))
    .filter(({ containers }) => containers.length > 0)
    .toSorted((a, b) => a.place.y - b.place.y || a.place.x - b.place.x);
}

type LegFeature = RoutesGeoJsonBody["features"][number];

const STOPS_BEFORE_BREAK = 5;

/** Drives the stops in a snake, unloading after every eleventh and at the end. */
function driveRoute(
  city: FakeCity,
  routeIndex: number,
  stops: readonly Stop[],
): { readonly route: RouteBody; readonly legs: readonly LegFeature[] } {
  const vehicle = city.vehicles[routeIndex];
  if (vehicle === undefined) throw new Error(`no vehicle ${routeIndex}`);
  const ordered = snake(stops);
  const drive = new Drive(city, routeIndex);
  drive.visit("start", DEPOT_PLACE, "depot-west", "West depot", []);
  for (const [i, stop] of ordered.entries()) {
    const name = stop.containers[0]?.site.name ?? stop.siteId;
    drive.visit("stop", stop.place, stop.siteId, name, stop.containers);
    const isLast = i === ordered.length - 1;
    if (i === STOPS_BEFORE_BREAK) drive.visit("break", stop.place, stop.siteId, name, []);
    if (isLast || (i % STOPS_PER_TRIP === STOPS_PER_TRIP - 1 && i < ordered.length - 3)) {
      drive.visit("disposal", FACILITY_PLACE, "plant-east", "East waste-to-energy plant", []);
    }
  }
  drive.visit("end", DEPOT_PLACE, "depot-west", "West depot", []);
  const { visits, legs } = drive;
  const first = visits[0];
  const last = visits.at(-1);
  if (first === undefined || last === undefined) throw new Error("a route has visits");
  const stopVisits = visits.filter(({ kind }) => kind === "stop");
  const distanceM = visits.reduce((sum, { legM }) => sum + legM, 0);
  const drivingSec = visits.reduce((sum, { legSec }) => sum + legSec, 0);
  const durationSec = (Date.parse(last.end) - Date.parse(first.start)) / 1000;
  const route: RouteBody = {
    vehicleId: vehicle.id,
    vehicleName: vehicle.name,
    vehicleTypeId: vehicle.type.id,
    payloadKg: vehicle.type.payloadKg,
    bodyL: vehicle.type.bodyL,
    start: first.start,
    end: last.end,
    startClock: first.clock,
    endClock: last.clock,
    distanceM,
    drivingSec,
    serviceSec: durationSec - drivingSec,
    waitSec: 0,
    breakSec: visits.some(({ kind }) => kind === "break") ? 1800 : 0,
    durationSec,
    tripCount: Math.max(...visits.map(({ tripIndex }) => tripIndex)) + 1,
    stopCount: stopVisits.length,
    liftCount: stopVisits.reduce((sum, { lifts }) => sum + lifts.length, 0),
    weightKg: drive.unloadedKg,
    costCents: Math.round(durationSec * 1.4 + distanceM * 0.09),
    visits,
  };
  return { route, legs };
}

function snake(stops: readonly Stop[]): readonly Stop[] {
  const rows = [...Map.groupBy(stops, ({ place }) => place.y).values()];
  return rows.flatMap((row, i) => (i % 2 === 0 ? row : row.toReversed()));
}

/** One truck on its way: keeps the clock and the load. */
class Drive {
  readonly visits: VisitBody[] = [];
  readonly legs: LegFeature[] = [];
  unloadedKg = 0;
  #at: GridPlace = DEPOT_PLACE;
  #clockMs: number;
  #loadKg = 0;
  #loadL = 0;
  #trip = 0;
  readonly #city: FakeCity;
  readonly #routeIndex: number;

  constructor(city: FakeCity, routeIndex: number) {
    this.#city = city;
    this.#routeIndex = routeIndex;
    this.#clockMs = Date.parse(`${city.area.today}T06:00:00Z`);
  }

  visit(
    kind: VisitBody["kind"],
    place: GridPlace,
    placeId: string,
    name: string,
    containers: readonly ContainerBody[],
  ): void {
    const way = wayBetween(this.#at, place);
    const legM = kind === "start" ? 0 : lengthM(way);
    const legSec = Math.round(legM / SPEED_M_PER_SEC);
    const arrivalMs = this.#clockMs + legSec * 1000;
    const serviceSec = {
      start: 0,
      stop: 60 + 90 * containers.length,
      disposal: 900,
      break: 1800,
      end: 0,
    }[kind];
    const loadKgBefore = this.#loadKg;
    const lifts = this.#takeLifts(containers);
    if (kind === "disposal") this.#unload();
    const [lon, lat] = locate(place);
    const time = (ms: number): string => new Date(ms).toISOString();
    this.visits.push({
      kind,
      placeId,
      name,
      lon,
      lat,
      tripIndex: kind === "end" ? Math.max(0, this.#trip - 1) : this.#trip,
      legSec,
      legM,
      arrival: time(arrivalMs),
      waitSec: 0,
      start: time(arrivalMs),
      end: time(arrivalMs + serviceSec * 1000),
      clock: time(arrivalMs).slice(11, 16),
      loadKgBefore,
      loadKgAfter: this.#loadKg,
      loadLAfter: this.#loadL,
      lifts,
    });
    if (kind !== "start") this.#draw(way, { kind, name, legM, legSec });
    if (kind === "disposal") this.#trip += 1;
    this.#clockMs = arrivalMs + serviceSec * 1000;
    this.#at = place;
  }

  #takeLifts(containers: readonly ContainerBody[]): VisitBody["lifts"] {
    return containers.flatMap(({ id, streamId, volumeL, forecast }) => {
      const reason = this.#city.reasons[id];
      const stream = this.#city.streams.find((candidate) => candidate.id === streamId);
      if (reason === undefined || stream === undefined) return [];
      const fillPercent = forecast?.fillPercent ?? 50;
      const looseL = (volumeL * fillPercent) / 100;
      const weightKg = Math.round((looseL / 1000) * stream.densityKgPerM3);
      this.#loadKg += weightKg;
      this.#loadL += Math.round(looseL / stream.compactionRatio);
      return [{ containerId: id, streamId, fillPercent, volumeL, weightKg, reason }];
    });
  }

  #unload(): void {
    this.unloadedKg += this.#loadKg;
    this.#loadKg = 0;
    this.#loadL = 0;
  }

  #draw(
    way: readonly Point[],
    to: { kind: VisitBody["kind"]; name: string; legM: number; legSec: number },
  ): void {
    const vehicle = this.#city.vehicles[this.#routeIndex];
    const tripIndex = this.visits.at(-1)?.tripIndex ?? 0;
    this.legs.push({
      type: "Feature",
      geometry: { type: "LineString", coordinates: way.map((point) => [...point]) },
      properties: {
        vehicleId: vehicle?.id ?? "",
        vehicleName: vehicle?.name ?? "",
        routeIndex: this.#routeIndex,
        tripIndex,
        legIndex: this.visits.length - 1,
        legM: to.legM,
        legSec: to.legSec,
        toKind: to.kind,
        toName: to.name,
      },
    });
  }
}

function sumTotals(routes: readonly RouteBody[]): PlanBody["totals"] {
  const sum = (value: (route: RouteBody) => number): number =>
    routes.reduce((total, route) => total + value(route), 0);
  const distanceM = sum((route) => route.distanceM);
  return {
    vehicleCount: routes.length,
    tripCount: sum((route) => route.tripCount),
    stopCount: sum((route) => route.stopCount),
    liftCount: sum((route) => route.liftCount),
    distanceM,
    drivingSec: sum((route) => route.drivingSec),
    durationSec: sum((route) => route.durationSec),
    weightKg: sum((route) => route.weightKg),
    volumeL: sum((route) => route.weightKg * 8),
    costCents: sum((route) => route.costCents),
    co2Kg: (distanceM / 1000) * 1.9,
  };
}
