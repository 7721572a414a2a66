import type { City, Container } from "../domain/index.ts";
import { type FillForecast, overflowProbability } from "../forecast/index.ts";
import type { Store } from "../store/index.ts";
import { forbiddenContainers } from "./alarms.ts";
import { dayOf } from "./calendar.ts";
import { forecastOne, keptGroup, withReportedLevel } from "./outlooks.ts";

/** A reading older than this does not change the running day. */
const REPORT_AGE_MS_MAX = 24 * 3_600_000;
/** Sensors' clocks may run ahead of ours by this much. */
const CLOCK_AHEAD_MS_MAX = 10 * 60_000;

/** Readings of this quality or worse are no ground to change a plan on. */
const BAD_QUALITY = 3;
const SAFE_FILL_PERCENT = 60;
const SAFE_FACTOR = 4;

/** Rejected proposals of a day that are looked through, newest first. */
const REJECTED_COUNT_MAX = 20;
/** A container that the dispatcher said no to asks again once it reports this much more. */
const WORSE_PERCENT = 10;

/** What asks for a new version of the day's plan, and of which plan. */
export interface ReplanCause {
  readonly planId: string;
  readonly containerIds: readonly string[];
}

/**
 * Of some containers that just reported, those that today's plan leaves out although they now
 * overflow before their next visit; null where there is none, or no plan for today.
 *
 * Containers that a waiting proposal adds already are not told again, nor those whose proposal the
 * dispatcher rejected that day, unless they report clearly more since.
 */
export async function containersForReplan(
  store: Store,
  areaId: string,
  containerIds: readonly string[],
  nowMs: number,
): Promise<ReplanCause | null> {
  const area = await store.cities.getArea(areaId);
  if (area === null) return null;
  const day = dayOf(nowMs, area.timeZone);
  const plan = await store.plans.current(areaId, day);
  if (plan === null) return null;
  const planned = new Set<string>();
  for (const version of [plan, ...(await store.plans.proposals(areaId, day))]) {
    if (version.id !== plan.id && version.parentId !== plan.id) continue;
    for (const route of version.routes) {
      for (const visit of route.visits) {
        for (const lift of visit.lifts) planned.add(lift.containerId);
      }
    }
  }
  const forbidden = await forbiddenContainers(store, areaId);
  const unplanned = [...new Set(containerIds)].filter(
    (id) => !planned.has(id) && !forbidden.has(id),
  );
  if (unplanned.length === 0) return null;
  const policy = await store.cities.getPolicy(areaId);
  if (policy === null) return null;
  const risky = await withoutSafe(store, areaId, unplanned, policy.nextVisitDays);
  if (risky.size === 0) return null;
  const city = await store.cities.loadCity(areaId);
  if (city === null) return null;
  const rejected = await rejectedFills(store, areaId, day);
  const overflowing: string[] = [];
  for (const container of city.containers) {
    if (!risky.has(container.id)) continue;
    const moreThanPercent = rejected.get(container.id) ?? -Infinity;
    if (await overflows(store, city, container, { nowMs, moreThanPercent })) {
      overflowing.push(container.id);
    }
  }
  return overflowing.length === 0 ? null : { planId: plan.id, containerIds: overflowing };
}

/**
 * Leaves away containers whose report is so far below full that no forecast is needed: less than
 * `SAFE_FILL_PERCENT`, and four times the usual filling until the next visit would not fill them.
 */
async function withoutSafe(
  store: Store,
  areaId: string,
  containerIds: readonly string[],
  nextVisitDays: number,
): Promise<ReadonlySet<string>> {
  const latest = await store.readings.latestOfArea(areaId);
  const forecasts = await store.forecasts.ofArea(areaId);
  return new Set(
    containerIds.filter((id) => {
      const percent = latest.get(id)?.fillPercent ?? 100;
      const dailyPercent = forecasts.get(id)?.ratePercentPerDay ?? 100;
      return (
        percent >= SAFE_FILL_PERCENT || percent + SAFE_FACTOR * nextVisitDays * dailyPercent >= 100
      );
    }),
  );
}

/**
 * A container's forecast that takes its newest reading for the truth, where that reading is recent.
 *
 * A single high reading may be a spike, and the forecast for planning ahead waits for a second one;
 * here the dispatcher decides, and is told the number.
 */
export async function reportedForecast(
  store: Store,
  city: City,
  container: Container,
  nowMs: number,
): Promise<FillForecast> {
  const group = await keptGroup(store, city.area.id, container.streamId);
  const forecast = await forecastOne(store, container.id, group, nowMs);
  const reported = await newestReading(store, container.id, nowMs);
  return reported === null ? forecast : withReportedLevel(forecast, reported);
}

/** Fill from which on a container that was rejected asks again, by container. */
async function rejectedFills(
  store: Store,
  areaId: string,
  day: string,
): Promise<ReadonlyMap<string, number>> {
  const page = { limit: REJECTED_COUNT_MAX, cursor: null };
  const { items } = await store.plans.list({ areaId, day, state: "rejected" }, page);
  const fills = new Map<string, number>();
  for (const { changes, reasons } of items) {
    for (const containerId of changes.flatMap((change) => change.containerIds)) {
      const reason = reasons[containerId];
      if (reason?.code !== "sensor-alarm") continue;
      const before = fills.get(containerId) ?? -Infinity;
      fills.set(containerId, Math.max(before, reason.fillPercent + WORSE_PERCENT));
    }
  }
  return fills;
}

async function overflows(
  store: Store,
  city: City,
  container: Container,
  { nowMs, moreThanPercent }: { readonly nowMs: number; readonly moreThanPercent: number },
): Promise<boolean> {
  const reported = await newestReading(store, container.id, nowMs);
  if (reported === null || reported.fillPercent <= moreThanPercent) return false;
  const forecast = await reportedForecast(store, city, container, nowMs);
  const hours = 24 * city.policy.nextVisitDays;
  return overflowProbability(forecast, hours) > city.policy.mustGoProbability;
}

async function newestReading(
  store: Store,
  containerId: string,
  nowMs: number,
): Promise<{ atMs: number; fillPercent: number } | null> {
  const series = await store.readings.series(
    containerId,
    nowMs - REPORT_AGE_MS_MAX,
    nowMs + CLOCK_AHEAD_MS_MAX,
  );
  for (let i = series.atMs.length - 1; i >= 0; i--) {
    const atMs = series.atMs[i];
    const fillPercent = series.fillPercent[i];
    const quality = series.quality[i];
    if (atMs === undefined || fillPercent === undefined || quality === undefined) break;
    if (quality < BAD_QUALITY) return { atMs, fillPercent };
  }
  return null;
}
