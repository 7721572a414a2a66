import type { ChangeBody, PlanBody, RouteBody, VisitBody } from "../api/types.ts";

/** One trip of a route as the list shows it. */
export interface TripView {
  readonly tripIndex: number;
  readonly visits: readonly VisitBody[];
  readonly stopCount: number;
  readonly liftCount: number;
  readonly distanceM: number;
  /** Most on board at any time of the trip. */
  readonly loadKgMax: number;
  readonly loadLMax: number;
}

/** Trips of a route in the order they are driven. */
export function tripsOf(route: RouteBody): readonly TripView[] {
  const byTrip = Map.groupBy(route.visits, ({ tripIndex }) => tripIndex);
  return [...byTrip]
    .toSorted(([a], [b]) => a - b)
    .map(([tripIndex, visits]) => {
      const stops = visits.filter(({ kind }) => kind === "stop");
      return {
        tripIndex,
        visits,
        stopCount: stops.length,
        liftCount: stops.reduce((count, { lifts }) => count + lifts.length, 0),
        distanceM: visits.reduce((sum, { legM }) => sum + legM, 0),
        loadKgMax: Math.max(0, ...visits.map((visit) => visit.loadKgAfter)),
        loadLMax: Math.max(0, ...visits.map((visit) => visit.loadLAfter)),
      };
    });
}

/** Trips that have a stop; the drive home after the last unload is no trip to show alone. */
export function loadedTripsOf(route: RouteBody): readonly TripView[] {
  return tripsOf(route).filter(({ stopCount }) => stopCount > 0);
}

/** A piece of the day strip: from and to as shares of the day's span, 0 to 1. */
export interface StripPiece {
  readonly kind: "trip" | "disposal";
  readonly tripIndex: number;
  readonly from: number;
  readonly to: number;
}

/** First start and last end of all routes, UTC milliseconds; null without routes. */
export function daySpan(routes: readonly RouteBody[]): readonly [number, number] | null {
  if (routes.length === 0) return null;
  return [
    Math.min(...routes.map(({ start }) => Date.parse(start))),
    Math.max(...routes.map(({ end }) => Date.parse(end))),
  ];
}

/** Where the trips and emptyings of a route lie in the span of the day. */
export function stripOf(
  route: RouteBody,
  [fromMs, toMs]: readonly [number, number],
): readonly StripPiece[] {
  const length = Math.max(toMs - fromMs, 1);
  const share = (time: string): number => (Date.parse(time) - fromMs) / length;
  const pieces: StripPiece[] = [];
  for (const { tripIndex, visits } of tripsOf(route)) {
    const first = visits[0];
    const last = visits.at(-1);
    if (first === undefined || last === undefined) continue;
    const from = share(first.kind === "start" ? first.start : first.arrival) - legShare(first);
    pieces.push({ kind: "trip", tripIndex, from: Math.max(0, from), to: share(last.end) });
    for (const visit of visits) {
      if (visit.kind !== "disposal") continue;
      const [start, end] = [share(visit.start), share(visit.end)];
      pieces.push({ kind: "disposal", tripIndex, from: start, to: end });
    }
  }
  return pieces;

  function legShare({ legSec }: VisitBody): number {
    return (legSec * 1000) / length;
  }
}

/** What a proposal does in short: how many stops change in which way, and what it costs. */
export interface ProposalSummary {
  readonly changes: readonly {
    readonly kind: ChangeBody["kind"];
    readonly vehicle: string;
    readonly count: number;
  }[];
  readonly distanceM: number;
  readonly durationSec: number;
}

/** Sums a proposal up against the plan in force. */
export function summariseProposal(proposal: PlanBody, inForce: PlanBody | null): ProposalSummary {
  const counts = new Map<string, ProposalSummary["changes"][number]>();
  for (const { kind, fromVehicle, toVehicle } of proposal.changes) {
    const vehicle = (kind === "removed" ? fromVehicle : toVehicle) ?? fromVehicle ?? "";
    const key = `${kind} ${vehicle}`;
    counts.set(key, { kind, vehicle, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  const base = inForce?.totals ?? proposal.totals;
  return {
    changes: [...counts.values()],
    distanceM: proposal.totals.distanceM - base.distanceM,
    durationSec: proposal.totals.durationSec - base.durationSec,
  };
}

/** Containers of the plan that are on no route though they are due. */
export function unassignedContainerIds(plan: PlanBody): ReadonlySet<string> {
  return new Set(plan.unassigned.flatMap(({ containerIds }) => containerIds));
}

/** Containers that the plan empties. */
export function plannedContainerIds(plan: PlanBody): ReadonlySet<string> {
  return new Set(
    plan.routes.flatMap(({ visits }) =>
      visits.flatMap(({ lifts }) => lifts.map(({ containerId }) => containerId)),
    ),
  );
}
