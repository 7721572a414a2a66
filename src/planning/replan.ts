import { randomUUID } from "node:crypto";
import type { City, JobRequest, Plan } from "../domain/index.ts";
import { AppError } from "../domain/index.ts";
import type { Solution, PlannedRoute as SolverRoute } from "../solver/index.ts";
import { evaluateRoutes } from "../solver/index.ts";
import { forbiddenContainers } from "./alarms.ts";
import { type AreaRoads, loadAreaRoads } from "./area-roads.ts";
import { buildProblem, type DayProblem, withReleased, withWindows } from "./build-problem.ts";
import { Chances } from "./chances.ts";
import { type ContainerDecision, decideOnAlarm } from "./choose.ts";
import { cheapestInsertion } from "./insertion.ts";
import type { JobContext } from "./job-context.ts";
import { stopIfCancelled } from "./job-steps.ts";
import { outlookOf } from "./outlooks.ts";
import { planChanges, visitKey } from "./plan-changes.ts";
import { cityOf, drawRoutes } from "./plan-day.ts";
import { type PlannedSolution, planDocument, unassignedWarnings } from "./plan-document.ts";
import { heldStops } from "./replan-stops.ts";
import { reportedForecast } from "./replan-trigger.ts";
import { EVERY_DAY } from "./rhythm.ts";
import { assertChecked, searchRoutes } from "./solve-plan.ts";
import { reasonDetail } from "./unassigned-text.ts";

type ReplanRequest = Extract<JobRequest, { kind: "replan" }>;

/** Price of a stop that changes vehicle or its place in the order, when no plain insertion fits. */
const CHANGE_VEHICLE_CENTS = 5_000;
const CHANGE_ORDER_CENTS = 2_000;
const SEARCH_MS = 2_000;
const SEARCH_ITERATIONS = 20_000;
/** How often a proposal is made anew because the plan was accepted or released under its hands. */
const TRIES_MAX = 3;

/**
 * Adds containers that a sensor reported to the day's plan and stores the new version as a proposal
 * that the dispatcher accepts or rejects.
 *
 * First every place of every route is tried with all other visits left as they are; only where none
 * keeps the rules does a short search move other stops, at a price for each that changes vehicle or
 * order. On a released plan, what is done or under way stays. Where another version came in force
 * meanwhile, that one is changed. Gives the proposal's id.
 * Throws `plan/unknown`, `plan/state`, `plan/no-room`, `plan/check-failed`, `job/cancelled`.
 */
export async function runReplan(context: JobContext, request: ReplanRequest): Promise<string> {
  const { store } = context;
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const parent = await planInForce(store, request.planId);
    const city = await cityOf(store, request.areaId);
    context.report({ step: "roads", message: "Loading roads and travel times", share: 0.1 });
    const roads = await loadAreaRoads(store, city, context.osrmUrl);
    stopIfCancelled(context);
    context.report({ step: "insert", message: "Trying every place on every route", share: 0.4 });
    const added = await alarmDecisions(context, request, city, parent);
    const plan = proposal({ context, request, city, parent, roads, added });
    const geometry = drawRoutes(plan, city, roads);
    stopIfCancelled(context);
    const storedId = await store.transaction(async (kept) => {
      if ((await kept.plans.get(parent.id))?.state !== parent.state) return null;
      const stored = await kept.plans.insert(plan, geometry);
      await kept.jobs.succeed(context.jobId, stored.id, context.now());
      return stored.id;
    });
    if (storedId !== null) return storedId;
  }
  throw new AppError(
    "plan/state",
    `plan (${request.planId}) was changed ${TRIES_MAX} times meanwhile: try again`,
  );
}

/** The plan that is asked for, or the one of its day that came in force in its place. */
async function planInForce(store: JobContext["store"], planId: string): Promise<Plan> {
  const asked = await store.plans.get(planId);
  if (asked === null) throw new AppError("plan/unknown", `planId (${planId}) is not known`);
  if (asked.state === "draft" || asked.state === "released") return asked;
  const current = await store.plans.current(asked.areaId, asked.day);
  if (current !== null) return current;
  throw new AppError(
    "plan/state",
    `plan (${planId}) is ${asked.state} and ${asked.day} has no other: plan the day`,
  );
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
  const held = heldStops(parent, city, added, context.now());
  const day = { city, day: parent.day, stops: held.stops, matrices: roads.matrices };
  const base = withWindows(buildProblem(day), held.windows);
  const dayProblem = withReleased(base, {
    routes: releasedRoutes(parent, base),
    changeVehicleCents: CHANGE_VEHICLE_CENTS,
    changeOrderCents: CHANGE_ORDER_CENTS,
  });
  const solution = changedSolution(input, dayProblem, held.committedCounts);
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
  const unassigned = [...stillUnassigned(parent, draft), ...draft.unassigned];
  const warnings = [...draft.warnings, ...unassignedWarnings(unassigned)];
  return { ...draft, changes, reasons, unassigned, warnings };
}

/** What the plan left out and the new version still does. */
function stillUnassigned(parent: Plan, draft: Plan): Plan["unassigned"] {
  const lifted = new Set(liftsOf(draft).map((lift) => lift.containerId));
  return parent.unassigned.flatMap((stop) => {
    const containerIds = stop.containerIds.filter((id) => !lifted.has(id));
    return containerIds.length === 0 ? [] : [{ ...stop, containerIds }];
  });
}

/** Cheapest plain insertion of each added stop, else a short search from the plan as it stands. */
function changedSolution(
  input: ProposalInput,
  dayProblem: DayProblem,
  countsOfVehicle: ReadonlyMap<string, number>,
): PlannedSolution {
  const { context, parent, request } = input;
  const held = solverRoutes(parent, dayProblem);
  const committedCounts = new Map(
    [...countsOfVehicle].map(([id, count]) => [vehicleIndexOf(dayProblem, id), count]),
  );
  const committed = withCommitted(dayProblem, held, committedCounts);
  const { problem } = committed;
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
  const limits = {
    seed: request.seed,
    timeLimitMs: SEARCH_MS,
    iterationsMax: SEARCH_ITERATIONS,
  };
  const found = searchRoutes(context, committed, limits, held);
  stopIfCancelled(context);
  if (!found.feasible) throw noRoom(found, dayProblem);
  return found;
}

/** The same problem with what is done or under way fixed, the crews' rests included. */
function withCommitted(
  dayProblem: DayProblem,
  held: readonly SolverRoute[],
  committedCounts: ReadonlyMap<number, number>,
): DayProblem {
  const { problem } = dayProblem;
  const vehicles = problem.vehicles.map((vehicle, vehicleIndex) => {
    const count = committedCounts.get(vehicleIndex) ?? 0;
    const visits = held.find((route) => route.vehicleIndex === vehicleIndex)?.visits ?? [];
    return count === 0 ? vehicle : { ...vehicle, committed: visits.slice(0, count) };
  });
  return { ...dayProblem, problem: { ...problem, vehicles } };
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
  const forbidden = await forbiddenContainers(context.store, request.areaId);
  const chances = new Chances(city, parent.day, context.now(), EVERY_DAY);
  const decisions: ContainerDecision[] = [];
  for (const containerId of request.containerIds) {
    const container = city.containers.find((candidate) => candidate.id === containerId);
    const stream = city.streams.find((candidate) => candidate.id === container?.streamId);
    if (container === undefined || stream === undefined) {
      throw new AppError("container/unknown", `containerId (${containerId}) is not in the city`);
    }
    if (planned.has(containerId) || forbidden.has(containerId)) continue;
    const reported = await reportedForecast(context.store, city, container, context.now());
    const outlook = outlookOf(containerId, reported, chances.of(container, reported));
    decisions.push(decideOnAlarm(container, stream, outlook, city.policy));
  }
  if (decisions.length === 0) {
    throw new AppError(
      "plan/state",
      `plan (${parent.id}) has all these containers already, or nobody may lift them now`,
    );
  }
  return decisions;
}

/** A plan's routes in the solver's indices. */
function solverRoutes(parent: Plan, dayProblem: DayProblem): readonly SolverRoute[] {
  const stopIndexOf = new Map(dayProblem.stops.map((stop, index) => [stop.id, index]));
  return parent.routes.map((route) => ({
    vehicleIndex: vehicleIndexOf(dayProblem, route.vehicleId),
    visits: route.visits.flatMap((visit, i): SolverRoute["visits"] => {
      if (visit.kind === "break") {
        const breakIndex = route.visits.slice(0, i).filter(({ kind }) => kind === "break").length;
        return [{ kind: "break", breakIndex }];
      }
      if (visit.kind === "disposal") {
        return [{ kind: "facility", facilityIndex: facilityIndexOf(dayProblem, visit.placeId) }];
      }
      const stopIndex = stopIndexOf.get(visitKey(visit) ?? "");
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

function facilityIndexOf(dayProblem: DayProblem, facilityId: string): number {
  const index = dayProblem.facilities.findIndex((facility) => facility.id === facilityId);
  if (index < 0) {
    throw new AppError(
      "plan/state",
      `facility (${facilityId}) of the plan is not open any more: plan the day again`,
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
