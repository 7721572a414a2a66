import { randomUUID } from "node:crypto";
import type { City, JobRequest, Plan, PlanWarning, RouteGeometry } from "../domain/index.ts";
import { AppError, SNAP_RADIUS_M } from "../domain/index.ts";
import type { Store } from "../store/index.ts";
import { forbiddenContainers, withoutForbidden } from "./alarms.ts";
import { type AreaRoads, loadAreaRoads, routeGeometry } from "./area-roads.ts";
import { buildProblem } from "./build-problem.ts";
import { dayOf, startOfDayMs } from "./calendar.ts";
import { Chances } from "./chances.ts";
import {
  type CandidateStop,
  type ContainerOutlook,
  candidateStops,
  decideContainers,
} from "./choose.ts";
import { importWarnings } from "./import-warnings.ts";
import type { JobContext } from "./job-context.ts";
import { stopIfCancelled } from "./job-steps.ts";
import {
  type CityForecasts,
  forecastCity,
  keepGroups,
  keepJudgements,
  outlooksOf,
  storedForecast,
} from "./outlooks.ts";
import { planDocument } from "./plan-document.ts";
import { type CollectionPace, everyDayPace } from "./rhythm.ts";
import { dutySpan } from "./shift-times.ts";
import { assertChecked, searchDay } from "./solve-plan.ts";

type PlanRequest = Extract<JobRequest, { kind: "plan" }>;

/** A plan of today takes no longer; its forecasts are shown on the map too. */
const MAP_AGE_MS_MAX = 3_600_000;

/** A plan with the road lines to draw it. */
export interface DrawnPlan {
  readonly plan: Plan;
  readonly geometry: readonly RouteGeometry[];
}

/**
 * Plans one day of a city and stores the checked plan together with the job's success.
 *
 * Roads and matrix, forecast of every container, choice, search, check, road lines; nothing is
 * stored before the last step but what the forecast thinks of readings, which is true without the
 * plan, too. Gives the plan's id.
 * Throws `area/unknown`, `area/no-road-graph`, `plan/no-vehicles`, `plan/check-failed`,
 * `job/cancelled`.
 */
export async function runPlan(context: JobContext, request: PlanRequest): Promise<string> {
  const { store } = context;
  const city = await cityOf(store, request.areaId);
  context.report({ step: "roads", message: "Loading roads and travel times", share: 0.05 });
  const roads = await loadAreaRoads(store, city, context.osrmUrl);
  stopIfCancelled(context);
  context.report({ step: "forecast", message: "Forecasting every container", share: 0.2 });
  const atMs = referenceMs(context.now(), request.day, city);
  const forecasts = await forecastCity(store, city, atMs);
  stopIfCancelled(context);
  const warnings = await importWarnings(store, city.area.id);
  const forbidden = await forbiddenContainers(store, city.area.id);
  const pace = everyDayPace(city, roads.matrices);
  const known = { forecasts: forecasts.forecasts, pace, warnings, forbidden };
  const input = { context, request, city, roads, atMs, ...known };
  const { plan, geometry, outlooks } = await planFromForecasts(input);
  const shown = await outlooksOfToday(context, city, pace, { atMs, outlooks });
  stopIfCancelled(context);
  await keepJudgements(store, forecasts.judgements, atMs);
  context.report({ step: "store", message: "Storing the checked plan", share: 0.97 });
  return store.transaction(async (kept) => {
    const stored = await kept.plans.insert(plan, geometry);
    await kept.forecasts.putAll(shown.outlooks.map((each) => storedForecast(each, shown.atMs)));
    await keepGroups(kept, city.area.id, forecasts);
    await kept.jobs.succeed(context.jobId, stored.id, context.now());
    return stored.id;
  });
}

/** A whole city from the store. Throws `area/unknown`. */
export async function cityOf(store: Store, areaId: string): Promise<City> {
  const city = await store.cities.loadCity(areaId);
  if (city === null) {
    throw new AppError(
      "area/unknown",
      `areaId (${areaId}) is not known: GET /api/v1/areas lists them`,
    );
  }
  return city;
}

/** Routes of a plan as lines on the roads of each vehicle's profile. */
export function drawRoutes(plan: Plan, city: City, roads: AreaRoads): readonly RouteGeometry[] {
  const profileOf = new Map(city.vehicleTypes.map((type) => [type.id, type.profile]));
  return plan.routes.map((route) =>
    routeGeometry(roads, profileOf.get(route.vehicleTypeId) ?? "", route.vehicleId, route.visits),
  );
}

interface DayInput {
  readonly context: JobContext;
  readonly request: PlanRequest;
  readonly city: City;
  readonly roads: AreaRoads;
  readonly atMs: number;
  readonly pace: CollectionPace;
  readonly forecasts: CityForecasts["forecasts"];
  readonly warnings: readonly PlanWarning[];
  /** Containers that nobody may lift. */
  readonly forbidden: ReadonlySet<string>;
}

async function planFromForecasts(
  day: DayInput,
): Promise<DrawnPlan & { readonly outlooks: readonly ContainerOutlook[] }> {
  const { context, request, city, roads, forecasts } = day;
  const outlooks = outlooksOf(city, forecasts, new Chances(city, request.day, day.atMs, day.pace));
  const byId = new Map(outlooks.map((outlook) => [outlook.containerId, outlook]));
  const decisions = withoutForbidden(decideContainers(city, byId), day.forbidden);
  const stops = candidateStops(decisions);
  context.report({
    step: "solve",
    message: `Routing ${stops.length} stops that are due or worth a detour`,
    share: 0.4,
  });
  const input = { city, day: request.day, stops, matrices: roads.matrices };
  const dayProblem = buildProblem(input);
  const { seed, timeLimitMs } = request;
  const solution = await searchDay(context, dayProblem, { seed, timeLimitMs });
  stopIfCancelled(context);
  context.report({ step: "check", message: "Checking every rule again", share: 0.92 });
  assertChecked(dayProblem, solution);
  const plan = planDocument({
    city,
    day: request.day,
    dayProblem,
    solution,
    decisions,
    planId: randomUUID(),
    jobId: context.jobId,
    createdAtMs: context.now(),
    state: "draft",
    parentId: null,
    trigger: "plan",
    warnings: [...day.warnings, ...offRoadWarnings(roads, city, stops)],
    changes: [],
  });
  context.report({ step: "draw", message: "Drawing the routes on the roads", share: 0.95 });
  return { plan, geometry: drawRoutes(plan, city, roads), outlooks };
}

interface DatedOutlooks {
  readonly atMs: number;
  readonly outlooks: readonly ContainerOutlook[];
}

/** What is kept for the map: as of now, also where the plan is for another day. */
async function outlooksOfToday(
  context: JobContext,
  city: City,
  pace: CollectionPace,
  planned: DatedOutlooks,
): Promise<DatedOutlooks> {
  if (planned.atMs <= context.now() && context.now() - planned.atMs < MAP_AGE_MS_MAX) {
    return planned;
  }
  const atMs = context.now();
  const { forecasts } = await forecastCity(context.store, city, atMs);
  const chances = new Chances(city, dayOf(atMs, city.area.timeZone), atMs, pace);
  return { atMs, outlooks: outlooksOf(city, forecasts, chances) };
}

/**
 * The moment the forecast looks from: now for today, the first shift's start for another day, so
 * that a plan of a past day knows no more than that morning did.
 */
function referenceMs(nowMs: number, day: string, city: City): number {
  if (day === dayOf(nowMs, city.area.timeZone)) return nowMs;
  const startSec = dutySpan(city.vehicles)?.startSec ?? 0;
  return startOfDayMs(day, city.area.timeZone) + startSec * 1000;
}

function offRoadWarnings(
  roads: AreaRoads,
  city: City,
  stops: readonly CandidateStop[],
): readonly PlanWarning[] {
  const wanted = new Set(stops.map((stop) => `site:${stop.siteId}`));
  const warnings: PlanWarning[] = [];
  for (const { placeId, profile, nearestM } of roads.offRoad) {
    if (placeId.startsWith("site:") && !wanted.has(placeId)) continue;
    warnings.push({
      code: "place-off-road",
      detail:
        `${placeName(placeId, city)} cannot be reached by ${profile}: no road within ` +
        `${SNAP_RADIUS_M} m${nearestText(nearestM)}; correct its place`,
    });
  }
  return warnings;
}

function nearestText(nearestM: number | null): string {
  return nearestM === null ? "" : `, the nearest is ${Math.round(nearestM)} m away`;
}

function placeName(placeId: string, city: City): string {
  const id = placeId.slice(placeId.indexOf(":") + 1);
  const places = [...city.depots, ...city.facilities, ...city.sites];
  return places.find((place) => place.id === id)?.name ?? placeId;
}
