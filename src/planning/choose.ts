import type {
  City,
  CollectionPolicy,
  CollectionReason,
  Container,
  WasteStream,
} from "../domain/index.ts";
import { AppError } from "../domain/index.ts";

/** What is expected of one container if it is not collected on the planned day. */
export interface ContainerOutlook {
  readonly containerId: string;
  /** Median fill when the truck could come, and the bounds of the middle 80 %. */
  readonly fillPercent: number;
  readonly fillLowPercent: number;
  readonly fillHighPercent: number;
  readonly ratePercentPerDay: number;
  /** Probability that it overflows before the next visit, and before the one after. */
  readonly overflowBeforeNext: number;
  readonly overflowBeforeSecond: number;
  readonly overflow24h: number;
  readonly hoursToFull: number | null;
  readonly daysSinceEmptied: number | null;
  /** False where neither the container nor its sensor's past says anything. */
  readonly hasData: boolean;
}

/** One container's verdict: whether it is collected, could be, or is left for another day. */
export interface ContainerDecision {
  readonly container: Container;
  readonly verdict: "must" | "may" | "not";
  readonly reason: CollectionReason;
  /** Loose volume and weight expected in it. */
  readonly volumeL: number;
  readonly weightKg: number;
}

/** Containers of one stream at one site that a truck would empty in one go. */
export interface CandidateStop {
  /** `siteId/streamId`. */
  readonly id: string;
  readonly siteId: string;
  readonly streamId: string;
  readonly decisions: readonly ContainerDecision[];
  readonly mustVisit: boolean;
  readonly priceCents: number;
}

/** Share of the overflow price charged for the risk of the day after the next visit. */
const SECOND_VISIT_SHARE = 0.15;
/** Share of an average visit's cost that emptying a full container now saves later. */
const USED_SHARE_WEIGHT = 0.4;
const AVERAGE_VISIT_CENTS = 500;
/** An optional container below this price is not worth asking the solver about. */
const PRICE_CENTS_MIN = 40;
/** Emptier than this a container is no stop that a crew would understand: a wasted visit. */
const WASTED_VISIT_PERCENT = 25;
const USED_SHARE_MAX = 1.2;
/** The truck takes what was put beside an overfull container, up to this much of its volume. */
export const LIFTED_PERCENT_MAX = 130;

/**
 * Judges every container of a city for one day.
 *
 * Must: the risk of overflow before the next visit passes the policy's bound, or the longest
 * interval of its stream ends. May: it is a quarter full or more and the price of leaving
 * it out could be worth a detour; the solver decides. The price is the expected cost of overflow,
 * plus a share for the visit after the next, plus the part of a later visit that emptying now
 * saves (a quadratic form of the value function).
 */
export function decideContainers(
  city: City,
  outlooks: ReadonlyMap<string, ContainerOutlook>,
): ReadonlyMap<string, ContainerDecision> {
  const streams = new Map(city.streams.map((stream) => [stream.id, stream]));
  const decisions = new Map<string, ContainerDecision>();
  for (const container of city.containers) {
    const stream = streams.get(container.streamId);
    const outlook = outlooks.get(container.id);
    if (stream === undefined || outlook === undefined) {
      throw new AppError(
        "internal/failed",
        `container (${container.id}) has no stream (${container.streamId}) or outlook`,
      );
    }
    decisions.set(container.id, decide(container, stream, outlook, city.policy));
  }
  return decisions;
}

/** Puts containers of one stream at one site together; where none asks for a visit is no stop. */
export function candidateStops(
  decisions: ReadonlyMap<string, ContainerDecision>,
): readonly CandidateStop[] {
  const groups = new Map<string, ContainerDecision[]>();
  for (const decision of decisions.values()) {
    const id = stopId(decision.container.siteId, decision.container.streamId);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [decision]);
    else group.push(decision);
  }
  const stops: CandidateStop[] = [];
  for (const [id, group] of groups) {
    const stop = candidateStop(id, group);
    if (stop !== null) stops.push(stop);
  }
  return stops;
}

/** Id of the stop that empties a site's containers of one stream. */
export function stopId(siteId: string, streamId: string): string {
  return `${siteId}/${streamId}`;
}

/** Decides to collect, whatever the policy says: a sensor asked for it. */
export function decideOnAlarm(
  container: Container,
  stream: WasteStream,
  outlook: ContainerOutlook,
  policy: CollectionPolicy,
): ContainerDecision {
  const decision = decide(container, stream, outlook, policy);
  return { ...decision, verdict: "must", reason: { ...decision.reason, code: "sensor-alarm" } };
}

function decide(
  container: Container,
  stream: WasteStream,
  outlook: ContainerOutlook,
  policy: CollectionPolicy,
): ContainerDecision {
  const priceCents = priceOfWaiting(outlook, policy);
  const intervalDaysMax = policy.intervalDaysMax[container.streamId];
  const intervalEnds =
    intervalDaysMax !== undefined &&
    outlook.daysSinceEmptied !== null &&
    outlook.daysSinceEmptied + policy.nextVisitDays > intervalDaysMax;
  const atRisk = outlook.overflowBeforeNext > policy.mustGoProbability;
  const worthIt = priceCents >= PRICE_CENTS_MIN && outlook.fillPercent >= WASTED_VISIT_PERCENT;
  const verdict = atRisk || intervalEnds ? "must" : worthIt ? "may" : "not";
  const code = atRisk
    ? "overflow-risk"
    : intervalEnds
      ? "interval-ends"
      : verdict === "may"
        ? "on-the-way"
        : outlook.hasData
          ? "not-due"
          : "no-data";
  const liftedPercent = Math.min(LIFTED_PERCENT_MAX, Math.max(0, outlook.fillPercent));
  const volumeL = (container.volumeL * liftedPercent) / 100;
  return {
    container,
    verdict,
    reason: reasonOf(code, outlook, priceCents),
    volumeL,
    weightKg: (volumeL / 1000) * stream.densityKgPerM3,
  };
}

function priceOfWaiting(outlook: ContainerOutlook, policy: CollectionPolicy): number {
  // The middle 80 % of a normal distribution is 2.56 standard deviations wide.
  const spread = (outlook.fillHighPercent - outlook.fillLowPercent) / 2.56;
  const dailyGain = Math.max(0, outlook.ratePercentPerDay);
  const useful = Math.max(1, 100 - dailyGain * policy.nextVisitDays - 0.8 * spread);
  const usedShare = Math.min(USED_SHARE_MAX, Math.max(0, outlook.fillPercent) / useful);
  const cents =
    policy.overflowCents * outlook.overflowBeforeNext +
    SECOND_VISIT_SHARE * policy.overflowCents * outlook.overflowBeforeSecond +
    USED_SHARE_WEIGHT * AVERAGE_VISIT_CENTS * usedShare * usedShare;
  return Math.round(cents);
}

function reasonOf(
  code: CollectionReason["code"],
  outlook: ContainerOutlook,
  priceCents: number,
): CollectionReason {
  return {
    code,
    fillPercent: outlook.fillPercent,
    fillLowPercent: outlook.fillLowPercent,
    fillHighPercent: outlook.fillHighPercent,
    overflowProbability: outlook.overflowBeforeNext,
    hoursToFull: outlook.hoursToFull,
    priceCents,
  };
}

function candidateStop(id: string, group: readonly ContainerDecision[]): CandidateStop | null {
  const first = group[0];
  if (first === undefined || group.every((decision) => decision.verdict === "not")) return null;
  const mustVisit = group.some((decision) => decision.verdict === "must");
  const taken = group
    .filter(({ reason }) => reason.code !== "burning")
    .filter(
      (decision) =>
        decision.verdict !== "not" || decision.reason.fillPercent >= WASTED_VISIT_PERCENT,
    )
    .map((decision) =>
      decision.verdict === "not"
        ? { ...decision, reason: { ...decision.reason, code: "on-the-way" as const } }
        : decision,
    );
  return {
    id,
    siteId: first.container.siteId,
    streamId: first.container.streamId,
    decisions: taken,
    mustVisit,
    priceCents: taken.reduce((sum, decision) => sum + decision.reason.priceCents, 0),
  };
}
