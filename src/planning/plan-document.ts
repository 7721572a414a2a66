import type {
  City,
  Plan,
  PlanChange,
  PlannedLift,
  PlannedRoute,
  PlannedVisit,
  PlanTotals,
  PlanWarning,
  UnassignedStop,
  VehicleType,
} from "../domain/index.ts";
import { AppError } from "../domain/index.ts";
import type { CostBreakdown, Route, Solution, Visit } from "../solver/index.ts";
import type { DayProblem } from "./build-problem.ts";
import { startOfDayMs } from "./calendar.ts";
import type { CandidateStop, ContainerDecision } from "./choose.ts";
import { reasonDetail } from "./unassigned-text.ts";

/** Tank to wheel, kg CO2 per litre of diesel (IPCC default, as science notes cite it). */
export const CO2_KG_PER_DIESEL_L = 2.68;

/** What a plan is written from: a search's answer, or routes made by hand and evaluated. */
export type PlannedSolution = Pick<
  Solution,
  "routes" | "unassigned" | "seed" | "iterationCount" | "elapsedMs"
>;

export interface PlanDocumentInput {
  readonly city: City;
  readonly day: string;
  readonly dayProblem: DayProblem;
  readonly solution: PlannedSolution;
  readonly decisions: ReadonlyMap<string, ContainerDecision>;
  readonly planId: string;
  readonly jobId: string | null;
  readonly createdAtMs: number;
  readonly state: "draft" | "proposed";
  readonly parentId: string | null;
  readonly trigger: string;
  readonly warnings: readonly PlanWarning[];
  readonly changes: readonly PlanChange[];
}

/** Writes the solver's answer as the dispatcher's plan. The version is given by the store. */
export function planDocument(input: PlanDocumentInput): Plan {
  const { city, day, dayProblem, solution } = input;
  const routes = solution.routes.map((route) => plannedRoute(route, city, dayProblem));
  const unassigned = solution.unassigned
    .filter(({ stopIndex }) => stopAt(dayProblem, stopIndex).mustVisit)
    .map(({ stopIndex, reasons }) =>
      unassignedStop(stopAt(dayProblem, stopIndex), reasons, city, dayProblem),
    );
  return {
    id: input.planId,
    areaId: city.area.id,
    day,
    version: 0,
    state: input.state,
    parentId: input.parentId,
    jobId: input.jobId,
    createdAtMs: input.createdAtMs,
    dayStartMs: startOfDayMs(day, city.area.timeZone),
    routes,
    unassigned,
    reasons: reasonsByContainer(input),
    totals: totalsOf(routes, city),
    costByCause: sumByCause(solution.routes.map((route) => costByCause(route.cost))),
    warnings: [...input.warnings, ...unassignedWarnings(unassigned)],
    changes: input.changes,
    trigger: input.trigger,
    solver: {
      seed: solution.seed,
      iterations: solution.iterationCount,
      seconds: Math.round(solution.elapsedMs / 10) / 100,
    },
  };
}

/** Sums of the routes; cost is money only, without prices of stops left out or changed. */
function totalsOf(routes: readonly PlannedRoute[], city: City): PlanTotals {
  const sum = (value: (route: PlannedRoute) => number): number =>
    routes.reduce((total, route) => total + value(route), 0);
  const lifts = routes.flatMap((route) => route.visits.flatMap((visit) => visit.lifts));
  return {
    vehicleCount: routes.length,
    tripCount: sum((route) => route.tripCount),
    stopCount: sum((route) => route.stopCount),
    liftCount: lifts.length,
    distanceM: sum((route) => route.distanceM),
    drivingSec: sum((route) => route.drivingSec),
    durationSec: sum((route) => route.endSec - route.startSec),
    weightKg: Math.round(sum((route) => route.weightKg)),
    volumeL: Math.round(lifts.reduce((total, lift) => total + lift.volumeL, 0)),
    costCents: sum((route) => route.costCents),
    co2Kg: Math.round(sum((route) => co2KgOf(route, city)) * 10) / 10,
  };
}

function co2KgOf(route: PlannedRoute, city: City): number {
  const type = typeOf(city, route.vehicleTypeId);
  const dieselL =
    (route.distanceM / 100_000) * type.dieselLPer100Km + route.liftCount * type.dieselLPerLift;
  return dieselL * CO2_KG_PER_DIESEL_L;
}

function plannedRoute(route: Route, city: City, dayProblem: DayProblem): PlannedRoute {
  const vehicle = dayProblem.vehicles[route.vehicleIndex];
  if (vehicle === undefined) {
    throw new AppError("internal/failed", `no vehicle at index ${route.vehicleIndex}`);
  }
  const type = typeOf(city, vehicle.typeId);
  const visits = route.visits.map((visit) => plannedVisit(visit, city, dayProblem));
  const lifts = visits.flatMap((visit) => visit.lifts);
  return {
    vehicleId: vehicle.id,
    vehicleName: vehicle.name,
    vehicleTypeId: type.id,
    payloadKg: type.payloadKg,
    bodyL: type.bodyL,
    startSec: route.startSec,
    endSec: route.endSec,
    distanceM: route.distanceM,
    drivingSec: route.drivingSec,
    serviceSec: route.visits
      .filter((visit) => visit.kind !== "break")
      .reduce((total, visit) => total + (visit.endSec - visit.startSec), 0),
    waitSec: route.waitingSec,
    breakSec: route.breakSec,
    tripCount: route.trips.length,
    stopCount: visits.filter((visit) => visit.kind === "stop").length,
    liftCount: lifts.length,
    weightKg: Math.round(lifts.reduce((total, lift) => total + lift.weightKg, 0)),
    costCents: moneyCents(route.cost),
    visits,
  };
}

function plannedVisit(visit: Visit, city: City, dayProblem: DayProblem): PlannedVisit {
  const place = placeOf(dayProblem.placeIds[visit.placeIndex] ?? "", city);
  const stop = visit.kind === "stop" ? stopAt(dayProblem, visit.index) : null;
  return {
    kind: visit.kind === "facility" ? "disposal" : visit.kind,
    ...place,
    tripIndex: Math.max(0, visit.tripIndex),
    legSec: visit.drivingSec,
    legM: visit.distanceM,
    arrivalSec: visit.arrivalSec,
    waitSec: visit.waitingSec,
    startSec: visit.startSec,
    endSec: visit.endSec,
    loadKgBefore: visit.loadsBefore[0] ?? 0,
    loadKgAfter: visit.loadsAfter[0] ?? 0,
    loadLAfter: visit.loadsAfter[1] ?? 0,
    lifts: stop === null ? [] : stop.decisions.map(plannedLift),
  };
}

function plannedLift(decision: ContainerDecision): PlannedLift {
  return {
    containerId: decision.container.id,
    streamId: decision.container.streamId,
    fillPercent: decision.reason.fillPercent,
    volumeL: decision.volumeL,
    weightKg: decision.weightKg,
    reason: decision.reason,
  };
}

function placeOf(
  placeId: string,
  city: City,
): Pick<PlannedVisit, "placeId" | "name" | "lon" | "lat"> {
  const [kind, id] = splitPlaceId(placeId);
  const places =
    kind === "depot" ? city.depots : kind === "facility" ? city.facilities : city.sites;
  const place = places.find((candidate) => candidate.id === id);
  if (place === undefined) throw new AppError("internal/failed", `no place (${placeId})`);
  return { placeId: place.id, name: place.name, lon: place.lon, lat: place.lat };
}

function splitPlaceId(placeId: string): [string, string] {
  const colon = placeId.indexOf(":");
  return [placeId.slice(0, colon), placeId.slice(colon + 1)];
}

function unassignedStop(
  stop: CandidateStop,
  reasons: Solution["unassigned"][number]["reasons"],
  city: City,
  dayProblem: DayProblem,
): UnassignedStop {
  const site = city.sites.find((candidate) => candidate.id === stop.siteId);
  const vehicleNames = new Map<string, string[]>();
  reasons.forEach((code, vehicleIndex) => {
    const name = dayProblem.vehicles[vehicleIndex]?.name ?? String(vehicleIndex);
    const names = vehicleNames.get(code);
    if (names === undefined) vehicleNames.set(code, [name]);
    else names.push(name);
  });
  return {
    siteId: stop.siteId,
    siteName: site?.name ?? stop.siteId,
    containerIds: stop.decisions.map((decision) => decision.container.id),
    reasons: [...vehicleNames].map(([code, names]) => ({
      code,
      detail: reasonDetail(code, names),
    })),
  };
}

/** What to warn of where stops that are due fit no route. */
export function unassignedWarnings(unassigned: readonly UnassignedStop[]): readonly PlanWarning[] {
  if (unassigned.length === 0) return [];
  const names = unassigned.map((stop) => stop.siteName).slice(0, 5);
  const more =
    unassigned.length > names.length ? ` and ${unassigned.length - names.length} more` : "";
  return [
    {
      code: "stops-left-out",
      detail: `${fitting(unassigned.length)} no route: ${names.join(", ")}${more}`,
    },
  ];
}

function fitting(count: number): string {
  return count === 1 ? "1 stop that is due fits" : `${count} stops that are due fit`;
}

/** In or out, with the numbers: optional containers that no route took are told as left out. */
function reasonsByContainer(input: PlanDocumentInput): Plan["reasons"] {
  const lifted = new Map<string, PlannedLift["reason"]>();
  for (const { stopIndex } of input.solution.unassigned) {
    for (const decision of stopAt(input.dayProblem, stopIndex).decisions) {
      lifted.set(decision.container.id, { ...decision.reason, code: "left-out" });
    }
  }
  const assigned = new Set(
    input.solution.routes.flatMap((route) =>
      route.visits.filter((visit) => visit.kind === "stop").map((visit) => visit.index),
    ),
  );
  for (const stopIndex of assigned) {
    for (const decision of stopAt(input.dayProblem, stopIndex).decisions) {
      lifted.set(decision.container.id, decision.reason);
    }
  }
  const reasons: Record<string, PlannedLift["reason"]> = {};
  for (const [containerId, decision] of input.decisions) {
    reasons[containerId] = lifted.get(containerId) ?? decision.reason;
  }
  return reasons;
}

function costByCause(cost: CostBreakdown): Record<string, number> {
  return {
    vehicles: cost.fixedCents,
    distance: cost.distanceCents,
    time: cost.timeCents,
    overtime: cost.overtimeCents,
    disposal: cost.facilityCents,
  };
}

/** Cause by cause over the routes, so that the parts sum to the total to the cent. */
function sumByCause(costs: readonly Record<string, number>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const cost of costs) {
    for (const [cause, part] of Object.entries(cost)) sums[cause] = (sums[cause] ?? 0) + part;
  }
  return sums;
}

function moneyCents(cost: CostBreakdown): number {
  return Object.values(costByCause(cost)).reduce((sum, part) => sum + part, 0);
}

function stopAt(dayProblem: DayProblem, stopIndex: number): CandidateStop {
  const stop = dayProblem.stops[stopIndex];
  if (stop === undefined) throw new AppError("internal/failed", `no stop at index ${stopIndex}`);
  return stop;
}

function typeOf(city: City, typeId: string): VehicleType {
  const type = city.vehicleTypes.find((candidate) => candidate.id === typeId);
  if (type === undefined) throw new AppError("internal/failed", `no vehicle type (${typeId})`);
  return type;
}
