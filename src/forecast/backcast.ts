import { type FillForecast, forecastContainer } from "./forecast.ts";
import { type ContainerHistory, summariseHistory } from "./history.ts";
import { type GroupPrior, groupPrior } from "./prior.ts";
import { DAY_MS, type FillReadings, readingsUntil } from "./readings.ts";

/** One container with all its readings and the group it learns from. */
export interface BackcastContainer {
  readonly id: string;
  readonly group: string;
  readonly readings: FillReadings;
}

/** What a group has learnt is renewed this often; in between it stays as it was. */
const RENEWAL_MS = 7 * DAY_MS;

/** Readings older than this are left aside. */
const HISTORY_MS = 270 * DAY_MS;

/**
 * Forecasts as they would have been made at past moments, each from the readings up to it.
 *
 * Invariant: nothing later than the moment asked for is used. Ask in order of time: what a group
 * has learnt is kept for a week of origins.
 */
export class Backcast {
  readonly #containers: ReadonlyMap<string, BackcastContainer>;
  readonly #priors = new Map<string, { week: number; prior: GroupPrior }>();

  constructor(containers: readonly BackcastContainer[]) {
    this.#containers = new Map(containers.map((container) => [container.id, container]));
  }

  /** The forecast of a container as of `atMs`; null where there is no such container. */
  forecast(id: string, atMs: number): FillForecast | null {
    const container = this.#containers.get(id);
    if (container === undefined) return null;
    const prior = this.#priorAt(container.group, atMs);
    return forecastContainer(historyAt(container.readings, atMs), prior, atMs);
  }

  #priorAt(group: string, atMs: number): GroupPrior {
    const week = Math.floor(atMs / RENEWAL_MS);
    const kept = this.#priors.get(group);
    if (kept?.week === week) return kept.prior;
    const histories = [...this.#containers.values()]
      .filter((container) => container.group === group)
      .map(({ readings }) => historyAt(readings, atMs));
    const prior = groupPrior(histories);
    this.#priors.set(group, { week, prior });
    return prior;
  }
}

function historyAt(readings: FillReadings, atMs: number): ContainerHistory {
  return summariseHistory(readingsBetween(readings, atMs - HISTORY_MS, atMs));
}

function readingsBetween(readings: FillReadings, fromMs: number, untilMs: number): FillReadings {
  const until = readingsUntil(readings, untilMs);
  const firstCount = readingsUntil(readings, fromMs).atMs.length;
  return {
    atMs: until.atMs.subarray(firstCount),
    fillPercent: until.fillPercent.subarray(firstCount),
  };
}
