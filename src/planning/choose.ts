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
  /** Whether a round for its stream is made on the planned day; else only what pays its own way. */
  readonly isRoundDay: boolean;
  /** Days from the planned day to the next chance. */
  readonly daysToNext: number;
  /** Probability that it overflows before the next chance, and how long it is full until then. */
  readonly overflowBeforeNext: number;
  readonly fullHoursBeforeNext: number;
  /** What a later visit costs more for what is in it by then, and what a visit later saves. */
  readonly laterCents: number;
  readonly savedCents: number;
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

/** An optional container below this price is not worth asking the solver about. */
const PRICE_CENTS_MIN = 40;
/** Emptier than this a container is no stop that a crew would understand: a wasted visit. */
const WASTED_VISIT_PERCENT = 25;
const HOURS_A_DAY = 24;
/** The next chance is not always taken, so that an overflow lasts longer than until then. */
const OVERFLOW_WEIGHT = 2;
/** The truck takes what was put beside an overfull container, up to this much of its volume. */
export const LIFTED_PERCENT_MAX = 130;

/**
 * Judges every container of a city for one day.
 *
 * Must: on a day of its stream's rounds the risk of overflow before the next passes the policy's
 * bound, or the longest interval of its stream ends before it. May: leaving it costs something and
 * it is full enough for a crew to understand the visit; the solver decides by what the way costs.
 *
 * The price of leaving it is that of its overflow until the next chance, and what a visit then is
 * worth more for what is in it, less what a visit later saves: the value function of its cycle.
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
    outlook.daysSinceEmptied + outlook.daysToNext > intervalDaysMax;
  const atRisk = outlook.isRoundDay && outlook.overflowBeforeNext > policy.mustGoProbability;
  const worthIt = priceCents >= PRICE_CENTS_MIN && outlook.fillPercent >= wastedPercent(outlook);
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

/** What a day of overflow is reckoned at, in cents. */
export function overflowPriceCents({ overflowCents }: CollectionPolicy): number {
  return OVERFLOW_WEIGHT * overflowCents;
}

/** Overflow until the next chance, and the later visit's share, less what a visit later saves. */
function priceOfWaiting(outlook: ContainerOutlook, policy: CollectionPolicy): number {
  const overflowCents = (overflowPriceCents(policy) * outlook.fullHoursBeforeNext) / HOURS_A_DAY;
  return Math.max(0, Math.round(overflowCents + outlook.laterCents - outlook.savedCents));
}

/** A busy container may be worth a visit before it is a quarter full: at half a day's gain. */
function wastedPercent({ ratePercentPerDay }: ContainerOutlook): number {
  const isBusy = ratePercentPerDay > WASTED_VISIT_PERCENT;
  return isBusy ? Math.min(WASTED_VISIT_PERCENT, ratePercentPerDay / 2) : WASTED_VISIT_PERCENT;
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
