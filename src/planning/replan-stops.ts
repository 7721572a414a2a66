import type { City, Container, Plan, PlannedVisit } from "../domain/index.ts";
import { AppError } from "../domain/index.ts";
import type { TimeWindow } from "../solver/index.ts";
import { startOfDayMs } from "./calendar.ts";
import { type CandidateStop, type ContainerDecision, stopId } from "./choose.ts";
import { visitKey } from "./plan-changes.ts";

/** A route is held as it stands up to this long after now: the crew is on its way there. */
const COMMITTED_AHEAD_SEC = 15 * 60;
const DAY_END_SEC = 86_400;

/** The stops of a plan that is changed, with the added ones, and what may not change any more. */
export interface HeldStops {
  readonly stops: readonly CandidateStop[];
  /** Visits at the start of each vehicle's route that are done or under way. */
  readonly committedCounts: ReadonlyMap<string, number>;
  /** When each stop may begin, by stop id; nothing for a plan that is not with the crews. */
  readonly windows: ReadonlyMap<string, TimeWindow>;
}

/**
 * A plan's stops as they stand, with the added containers put to their site and stream.
 *
 * On a released plan a stop that is done or under way keeps its time and takes no container more,
 * and no other may begin before now: a container of its site gets a stop of its own.
 */
export function heldStops(
  parent: Plan,
  city: City,
  added: readonly ContainerDecision[],
  nowMs: number,
): HeldStops {
  const containers = new Map(city.containers.map((container) => [container.id, container]));
  const nowSec = Math.ceil((nowMs - startOfDayMs(parent.day, city.area.timeZone)) / 1000);
  const openSec = nowSec + COMMITTED_AHEAD_SEC;
  const isReleased = parent.state === "released";
  const committedCounts = new Map<string, number>();
  const windows = new Map<string, TimeWindow>();
  const stops: CandidateStop[] = [];
  const openStops = new Map<string, ContainerDecision[]>();
  for (const route of parent.routes) {
    const visits = route.visits.filter(({ kind }) => kind !== "start" && kind !== "end");
    const isDone = (visit: PlannedVisit): boolean => isReleased && visit.arrivalSec <= openSec;
    if (isReleased) committedCounts.set(route.vehicleId, visits.filter(isDone).length);
    for (const visit of visits) {
      const key = visitKey(visit);
      if (key === null) continue;
      const decisions = visit.lifts.map((lift) => decisionOfLift(visit, lift, containers));
      const stop = stopOf(key, decisions);
      if (stop === null) continue;
      stops.push(stop);
      if (isDone(visit)) windows.set(key, { startSec: 0, endSec: visit.startSec });
      else openStops.set(stopId(stop.siteId, stop.streamId), decisions);
    }
  }
  for (const decision of added) {
    const id = stopId(decision.container.siteId, decision.container.streamId);
    const open = openStops.get(id);
    if (open !== undefined) {
      open.push(decision);
      continue;
    }
    const decisions = [decision];
    const stop = stopOf(`${id}/${decision.container.id}`, decisions);
    if (stop !== null) stops.push(stop);
    openStops.set(id, decisions);
  }
  const startSec = Math.min(Math.max(0, openSec), DAY_END_SEC);
  for (const { id } of stops) {
    if (isReleased && !windows.has(id)) windows.set(id, { startSec, endSec: DAY_END_SEC });
  }
  return { stops, committedCounts, windows };
}

/** A stop that must be made; `decisions` may grow afterwards. */
function stopOf(id: string, decisions: readonly ContainerDecision[]): CandidateStop | null {
  const first = decisions[0];
  if (first === undefined) return null;
  const { siteId, streamId } = first.container;
  return { id, siteId, streamId, decisions, mustVisit: true, priceCents: 0 };
}

function decisionOfLift(
  visit: PlannedVisit,
  lift: PlannedVisit["lifts"][number],
  containers: ReadonlyMap<string, Container>,
): ContainerDecision {
  const container = containers.get(lift.containerId);
  if (container?.siteId !== visit.placeId || container.streamId !== lift.streamId) {
    throw new AppError(
      "plan/state",
      `container (${lift.containerId}) of the plan is not at its site any more: plan the day again`,
    );
  }
  const { volumeL, weightKg, reason } = lift;
  return { container, verdict: "must", reason, volumeL, weightKg };
}
