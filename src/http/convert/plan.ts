import type {
  Plan,
  PlanChange,
  PlannedRoute,
  PlannedVisit,
  PlanTotals,
  RouteGeometry,
} from "../../domain/index.ts";
import type {
  ChangeBody,
  PlanBody,
  PlanSummaryBody,
  RouteBody,
  RoutesGeoJsonBody,
  VisitBody,
} from "../schemas/plan.ts";
import { toReasonBody } from "./reason.ts";
import { toTime, wallClock } from "./time.ts";

/** A plan without its routes, for lists. */
export function toPlanSummaryBody(plan: Plan): PlanSummaryBody {
  return {
    id: plan.id,
    areaId: plan.areaId,
    day: plan.day,
    version: plan.version,
    state: plan.state,
    parentId: plan.parentId,
    jobId: plan.jobId,
    createdAt: toTime(plan.createdAtMs),
    trigger: plan.trigger,
    totals: toTotalsBody(plan.totals),
    unassignedCount: plan.unassigned.length,
    changeCount: plan.changes.length,
    warningCount: plan.warnings.length,
  };
}

/**
 * A plan in full.
 *
 * @param timeZone of the plan's area, for clock times
 */
export function toPlanBody(plan: Plan, timeZone: string): PlanBody {
  const clock = dayClock(plan.dayStartMs, timeZone);
  return {
    ...toPlanSummaryBody(plan),
    routes: plan.routes.map((route) => toRouteBody(route, clock)),
    unassigned: plan.unassigned.map((stop) => ({
      siteId: stop.siteId,
      siteName: stop.siteName,
      containerIds: [...stop.containerIds],
      reasons: stop.reasons.map(({ code, detail }) => ({ code, detail })),
    })),
    reasons: Object.fromEntries(
      Object.entries(plan.reasons).map(([containerId, reason]) => [
        containerId,
        toReasonBody(reason),
      ]),
    ),
    costByCause: { ...plan.costByCause },
    warnings: plan.warnings.map(({ code, detail }) => ({ code, detail })),
    changes: plan.changes.map(toChangeBody),
    solver: {
      seed: plan.solver.seed,
      iterations: plan.solver.iterations,
      seconds: plan.solver.seconds,
    },
  };
}

/** One line feature per leg; a leg of no length is drawn as a line that stays where it is. */
export function toRoutesGeoJson(plan: Plan, geometry: readonly RouteGeometry[]): RoutesGeoJsonBody {
  const legsOfVehicle = new Map(geometry.map(({ vehicleId, legs }) => [vehicleId, legs]));
  return {
    type: "FeatureCollection",
    features: plan.routes.flatMap((route, routeIndex) =>
      routeFeatures(route, routeIndex, legsOfVehicle.get(route.vehicleId) ?? []),
    ),
  };
}

/** The day's clock: moments and wall times of seconds after the day's local midnight. */
interface DayClock {
  readonly time: (sec: number) => string;
  readonly wall: (sec: number) => string;
}

function dayClock(dayStartMs: number, timeZone: string): DayClock {
  const wall = wallClock(timeZone);
  return {
    time: (sec) => toTime(dayStartMs + sec * 1000),
    wall: (sec) => wall(dayStartMs + sec * 1000),
  };
}

function toTotalsBody(totals: PlanTotals): PlanSummaryBody["totals"] {
  return {
    vehicleCount: totals.vehicleCount,
    tripCount: totals.tripCount,
    stopCount: totals.stopCount,
    liftCount: totals.liftCount,
    distanceM: totals.distanceM,
    drivingSec: totals.drivingSec,
    durationSec: totals.durationSec,
    weightKg: totals.weightKg,
    volumeL: totals.volumeL,
    costCents: totals.costCents,
    co2Kg: totals.co2Kg,
  };
}

function toRouteBody(route: PlannedRoute, clock: DayClock): RouteBody {
  return {
    vehicleId: route.vehicleId,
    vehicleName: route.vehicleName,
    vehicleTypeId: route.vehicleTypeId,
    payloadKg: route.payloadKg,
    bodyL: route.bodyL,
    start: clock.time(route.startSec),
    end: clock.time(route.endSec),
    startClock: clock.wall(route.startSec),
    endClock: clock.wall(route.endSec),
    distanceM: route.distanceM,
    drivingSec: route.drivingSec,
    serviceSec: route.serviceSec,
    waitSec: route.waitSec,
    breakSec: route.breakSec,
    durationSec: route.endSec - route.startSec,
    tripCount: route.tripCount,
    stopCount: route.stopCount,
    liftCount: route.liftCount,
    weightKg: route.weightKg,
    costCents: route.costCents,
    visits: route.visits.map((visit) => toVisitBody(visit, clock)),
  };
}

function toVisitBody(visit: PlannedVisit, clock: DayClock): VisitBody {
  return {
    kind: visit.kind,
    placeId: visit.placeId,
    name: visit.name,
    lon: visit.lon,
    lat: visit.lat,
    tripIndex: visit.tripIndex,
    legSec: visit.legSec,
    legM: visit.legM,
    arrival: clock.time(visit.arrivalSec),
    waitSec: visit.waitSec,
    start: clock.time(visit.startSec),
    end: clock.time(visit.endSec),
    clock: clock.wall(visit.startSec),
    loadKgBefore: visit.loadKgBefore,
    loadKgAfter: visit.loadKgAfter,
    loadLAfter: visit.loadLAfter,
    lifts: visit.lifts.map((lift) => ({
      containerId: lift.containerId,
      streamId: lift.streamId,
      fillPercent: lift.fillPercent,
      volumeL: lift.volumeL,
      weightKg: lift.weightKg,
      reason: toReasonBody(lift.reason),
    })),
  };
}

function toChangeBody(change: PlanChange): ChangeBody {
  return {
    kind: change.kind,
    siteId: change.siteId,
    siteName: change.siteName,
    containerIds: [...change.containerIds],
    fromVehicle: change.fromVehicle,
    toVehicle: change.toVehicle,
    reason: change.reason,
  };
}

function routeFeatures(
  route: PlannedRoute,
  routeIndex: number,
  legs: RouteGeometry["legs"],
): RoutesGeoJsonBody["features"] {
  const arrivals = route.visits.slice(1); // no leg leads to the start
  return arrivals.flatMap((visit, legIndex) => {
    const line = legs[legIndex] ?? [];
    const points = line.length === 1 ? [...line, ...line] : line;
    if (points.length === 0) return [];
    return [
      {
        type: "Feature" as const,
        geometry: {
          type: "LineString" as const,
          coordinates: points.map(([lon, lat]) => [lon, lat]),
        },
        properties: {
          vehicleId: route.vehicleId,
          vehicleName: route.vehicleName,
          routeIndex,
          tripIndex: visit.tripIndex,
          legIndex,
          legM: visit.legM,
          legSec: visit.legSec,
          toKind: visit.kind,
          toName: visit.name,
        },
      },
    ];
  });
}
