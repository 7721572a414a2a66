import { randomUUID } from "node:crypto";
import type { City, Container, JobRequest, Plan } from "../domain/index.ts";
import { AppError } from "../domain/index.ts";
import type { Solution, PlannedRoute as SolverRoute } from "../solver/index.ts";
import { evaluateRoutes } from "../solver/index.ts";
import { type AreaRoads, loadAreaRoads } from "./area-roads.ts";
import { buildProblem, type DayProblem, withReleased } from "./build-problem.ts";
import { startOfDayMs } from "./calendar.ts";
import { type CandidateStop, type ContainerDecision, decideOnAlarm, stopId } from "./choose.ts";
import { cheapestInsertion } from "./insertion.ts";
import type { JobContext } from "./job-context.ts";
import { stopIfCancelled } from "./job-steps.ts";
import { outlookOf } from "./outlooks.ts";
import { planChanges } from "./plan-changes.ts";
import { cityOf, drawRoutes } from "./plan-day.ts";
import { type PlannedSolution, planDocument } from "./plan-document.ts";
import { reportedForecast } from "./replan-trigger.ts";
import { assertChecked, searchRoutes } from "./solve-plan.ts";
import { reasonDetail } from "./unassigned-text.ts";

type ReplanRequest = Extract<JobRequest, { kind: "replan" }>;

/** Price of a stop that changes vehicle or its place in the order, when no plain insertion fits. */
const CHANGE_VEHICLE_CENTS = 5_000;
const CHANGE_ORDER_CENTS = 2_000;
/** A route is held as it stands up to this long after now: the crew is on its way there. */
const COMMITTED_AHEAD_SEC = 15 * 60;
const SEARCH_MS = 2_000;
const SEARCH_ITERATIONS = 20_000;

/**
 * Adds containers that a sensor reported to the day's plan and stores the new version as a proposal
 * that the dispatcher accepts or rejects.
 *
 * First every place of every route is tried with all other visits left as they are; only where none
 * keeps the rules does a short search move other stops, at a price for each that changes vehicle or
 * order. On a released plan, what is done or under way stays. Gives the proposal's id.
 * Throws `plan/unknown`, `plan/state`, `plan/no-room`, `plan/check-failed`, `job/cancelled`.
 */
export async function runReplan(context: JobContext, request: ReplanRequest): Promise<string> {
  const { store } = context;
  const parent = await store.plans.get(request.planId);
  if (parent === null) {
    throw new AppError("plan/unknown", `planId (${request.planId}) is not known`);
  }
  if (parent.state !== "draft" && parent.state !== "released") {
    throw new AppError(
      "plan/state",
      `plan (${parent.id}) is ${parent.state}: only a draft or released plan can be changed`,
    );
  }
  const city = await cityOf(store, request.areaId);
  context.report({ step: "roads", message: "Loading roads and travel times", share: 0.1 });
  const roads = await loadAreaRoads(store, city);
  stopIfCancelled(context);
  context.report({ step: "insert", message: "Trying every place on every route", share: 0.4 });
  const added = await alarmDecisions(context, request, city, parent);
  const plan = proposal({ context, request, city, parent, roads, added });
  const geometry = drawRoutes(plan, city, roads);
  stopIfCancelled(context);
  return store.transaction(async (kept) => {
    const now = await kept.plans.get(parent.id);
    if (now === null || now.state !== parent.state) {
      throw new AppError("plan/state", `plan (${parent.id}) was changed meanwhile: try again`);
    }
    const stored = await kept.plans.insert(plan, geometry);
    await kept.jobs.succeed(context.jobId, stored.id, context.now());
    return stored.id;
  });
}

interface ProposalInput {
  readonly context: JobContext;
  readonly request: ReplanRequest;
  readonly city: City;
  readonly parent: Plan;
  readonly roads: AreaRoads;
  readonly added: readonly ContainerDecision[];
}

function proposal(input: ProposalInput): Plan {
  const { context, city, parent, roads, added } = input;
  const stops = stopsWithAdded(parent, city, added);
  const base = buildProblem({ city, day: parent.day, stops, matrices: roads.matrices });
  const dayProblem = withReleased(base, {
    routes: releasedRoutes(parent, base),
    changeVehicleCents: CHANGE_VEHICLE_CENTS,
    changeOrderCents: CHANGE_ORDER_CENTS,
  });
  const solution = changedSolution(input, dayProblem);
  assertChecked(dayProblem, solution);
  const decisions = new Map(added.map((decision) => [decision.container.id, decision]));
  const draft = planDocument({
    city,
    day: parent.day,
    dayProblem,
    solution,
    decisions,
    planId: randomUUID(),
    jobId: context.jobId,
    createdAtMs: context.now(),
    state: "proposed",
    parentId: parent.id,
    trigger: triggerText(added, city),
    warnings: parent.warnings.filter((warning) => warning.code !== "stops-left-out"),
    changes: [],
  });
  const why = new Map(added.map((decision) => [decision.container.id, addedReason(decision)]));
  const changes = planChanges(parent, draft, (containerIds) =>
    containerIds.map((id) => why.get(id) ?? "").join("; "),
  );
  const reasons = { ...parent.reasons, ...draft.reasons };
  return { ...draft, changes, reasons, unassigned: [...parent.unassigned, ...draft.unassigned] };
}

/** Cheapest plain insertion of each added stop, else a short search from the plan as it stands. */
function changedSolution(input: ProposalInput, dayProblem: DayProblem): PlannedSolution {
  const { context, parent, request } = input;
  const { problem } = dayProblem;
  const held = solverRoutes(parent, dayProblem);
  const committedCounts = committedVisits(parent, dayProblem, context.now(), input.city);
  const onRoute = new Set(
    held.flatMap((route) => route.visits.flatMap((v) => (v.kind === "stop" ? [v.stopIndex] : []))),
  );
  const waiting = problem.stops.map((_, index) => index).filter((index) => !onRoute.has(index));
  let routes: readonly SolverRoute[] | null = held;
  for (const stopIndex of waiting) {
    const offer = cheapestInsertion({ problem, routes, stopIndex, committedCounts });
    routes = offer?.routes ?? null;
    if (routes === null) break;
  }
  if (routes !== null) {
    const inserted = evaluateRoutes(problem, routes);
    if (inserted.rulesKept) {
      const { seed } = request;
      return { routes: inserted.routes, unassigned: [], seed, iterationCount: 0, elapsedMs: 0 };
    }
  }
  context.report({ step: "solve", message: "Making room on the routes", share: 0.5 });
  const vehicles = problem.vehicles.map((vehicle, vehicleIndex) => {
    const count = committedCounts.get(vehicleIndex) ?? 0;
    const visits = held.find((route) => route.vehicleIndex === vehicleIndex)?.visits ?? [];
    return count === 0 ? vehicle : { ...vehicle, committed: visits.slice(0, count) };
  });
  const limits = {
    seed: request.seed,
    timeLimitMs: SEARCH_MS,
    iterationsMax: SEARCH_ITERATIONS,
  };
  const committed = { ...dayProblem, problem: { ...problem, vehicles } };
  const found = searchRoutes(context, committed, limits, held);
  stopIfCancelled(context);
  if (!found.feasible) throw noRoom(found, dayProblem);
  return found;
}

function noRoom(found: Solution, dayProblem: DayProblem): AppError {
  const left = found.unassigned.map(({ stopIndex, reasons }) => {
    const names = dayProblem.vehicles.map((vehicle) => vehicle.name);
    const byCode = Map.groupBy(names, (_, index) => reasons[index] ?? "capacity");
    const details = [...byCode].map(([code, vehicles]) => reasonDetail(code, vehicles));
    return `${dayProblem.stops[stopIndex]?.siteId ?? stopIndex}: ${details.join("; ")}`;
  });
  return new AppError(
    "plan/no-room",
    `no route has room without dropping a stop: ${left.join(" | ")}`,
  );
}

async function alarmDecisions(
  context: JobContext,
  request: ReplanRequest,
  city: City,
  parent: Plan,
): Promise<readonly ContainerDecision[]> {
  const planned = new Set(liftsOf(parent).map((lift) => lift.containerId));
  const decisions: ContainerDecision[] = [];
  for (const containerId of request.containerIds) {
    const container = city.containers.find((candidate) => candidate.id === containerId);
    const stream = city.streams.find((candidate) => candidate.id === container?.streamId);
    if (container === undefined || stream === undefined) {
      throw new AppError("container/unknown", `containerId (${containerId}) is not in the city`);
    }
    if (planned.has(containerId)) continue;
    const reported = await reportedForecast(context.store, city, container, context.now());
    const outlook = outlookOf(containerId, reported, city.policy.nextVisitDays);
    decisions.push(decideOnAlarm(container, stream, outlook, city.policy));
  }
  if (decisions.length === 0) {
    throw new AppError("plan/state", `plan (${parent.id}) has all these containers already`);
  }
  return decisions;
}

/** The plan's stops as they stand, with the added containers put to their site and stream. */
function stopsWithAdded(
  parent: Plan,
  city: City,
  added: readonly ContainerDecision[],
): readonly CandidateStop[] {
  const containers = new Map(city.containers.map((container) => [container.id, container]));
  const stops = new Map<string, { siteId: string; streamId: string; list: ContainerDecision[] }>();
  const put = (decision: ContainerDecision): void => {
    const { siteId, streamId } = decision.container;
    const id = stopId(siteId, streamId);
    const stop = stops.get(id);
    if (stop === undefined) stops.set(id, { siteId, streamId, list: [decision] });
    else stop.list.push(decision);
  };
  for (const lift of liftsOf(parent)) put(decisionOfLift(lift, containers));
  for (const decision of added) put(decision);
  return [...stops].map(([id, { siteId, streamId, list }]) => ({
    id,
    siteId,
    streamId,
    decisions: list,
    mustVisit: true,
    priceCents: 0,
  }));
}

function decisionOfLift(
  lift: ReturnType<typeof liftsOf>[number],
  containers: ReadonlyMap<string, Container>,
): ContainerDecision {
  const container = containers.get(lift.containerId);
  if (container === undefined) {
    throw new AppError(
      "container/unknown",
      `container (${lift.containerId}) of the plan is no longer in the city: plan the day again`,
    );
  }
  const { volumeL, weightKg, reason } = lift;
  return { container, verdict: "must", reason, volumeL, weightKg };
}

/** A plan's routes in the solver's indices. */
function solverRoutes(parent: Plan, dayProblem: DayProblem): readonly SolverRoute[] {
  const stopIndexOf = new Map(dayProblem.stops.map((stop, index) => [stop.id, index]));
  const facilityIndexOf = new Map(dayProblem.facilities.map((each, index) => [each.id, index]));
  return parent.routes.map((route) => ({
    vehicleIndex: vehicleIndexOf(dayProblem, route.vehicleId),
    visits: route.visits.flatMap((visit): SolverRoute["visits"] => {
      if (visit.kind === "disposal") {
        return [{ kind: "facility", facilityIndex: facilityIndexOf.get(visit.placeId) ?? 0 }];
      }
      const streamId = visit.lifts[0]?.streamId;
      if (visit.kind !== "stop" || streamId === undefined) return [];
      const stopIndex = stopIndexOf.get(stopId(visit.placeId, streamId));
      return stopIndex === undefined ? [] : [{ kind: "stop", stopIndex }];
    }),
  }));
}

function releasedRoutes(parent: Plan, dayProblem: DayProblem) {
  return solverRoutes(parent, dayProblem).map(({ vehicleIndex, visits }) => ({
    vehicleIndex,
    stopIndices: visits.flatMap((visit) => (visit.kind === "stop" ? [visit.stopIndex] : [])),
  }));
}

/** Visits done or under way by the clock, for a plan that is with the crews. */
function committedVisits(
  parent: Plan,
  dayProblem: DayProblem,
  nowMs: number,
  city: City,
): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  if (parent.state !== "released") return counts;
  const nowSec = (nowMs - startOfDayMs(parent.day, city.area.timeZone)) / 1000;
  for (const route of parent.routes) {
    const visits = route.visits.filter(
      (visit) => visit.kind === "stop" || visit.kind === "disposal",
    );
    const count = visits.filter((v) => v.arrivalSec <= nowSec + COMMITTED_AHEAD_SEC).length;
    counts.set(vehicleIndexOf(dayProblem, route.vehicleId), count);
  }
  return counts;
}

function vehicleIndexOf(dayProblem: DayProblem, vehicleId: string): number {
  const index = dayProblem.vehicles.findIndex((vehicle) => vehicle.id === vehicleId);
  if (index < 0) {
    throw new AppError(
      "plan/state",
      `vehicle (${vehicleId}) of the plan is not active any more: plan the day again`,
    );
  }
  return index;
}

function liftsOf(plan: Plan) {
  return plan.routes.flatMap((route) => route.visits.flatMap((visit) => visit.lifts));
}

function triggerText(added: readonly ContainerDecision[], city: City): string {
  const names = added.map(({ container }) => {
    const site = city.sites.find((candidate) => candidate.id === container.siteId);
    return `${site?.name ?? container.siteId} (${container.id})`;
  });
  return `sensor: ${names.join(", ")}`;
}

function addedReason({ container, reason }: ContainerDecision): string {
  const percent = Math.round(reason.fillPercent);
  const risk = Math.round(100 * reason.overflowProbability);
  const full =
    reason.hoursToFull === null
      ? "does not fill further"
      : reason.hoursToFull <= 0
        ? "is full now"
        : `is full in ${reason.hoursToFull} h`;
  return (
    `${container.id} reported ${percent} %, ${full}; ` +
    `risk of overflow before the next visit ${risk} %`
  );
}
