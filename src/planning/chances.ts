import type { City, Container } from "../domain/index.ts";
import { startOfDayMs } from "./calendar.ts";
import { overflowPriceCents } from "./choose.ts";
import { type CycleValue, CycleValues, type FillWays } from "./cycle-value.ts";
import { type CollectionPace, nextRound } from "./rhythm.ts";
import { dutySpan } from "./shift-times.ts";

/** When a container could be collected, and what it is worth to collect it then. */
export interface Chance {
  /** Hours from the forecast's moment to the visit that is decided on, and to the next chance. */
  readonly servedHours: number;
  readonly nextHours: number;
  readonly isRoundDay: boolean;
  readonly value: CycleValue;
}

const HOUR_MS = 3_600_000;
const HOURS_A_DAY = 24;
/** Share of a shift that has passed when most of its stops are served. */
const SERVED_SHARE = 0.7;

/**
 * The chances of a city's containers on a day and after it.
 *
 * What is not collected must hold until the trucks come again: not until the next plan is made,
 * but until most of its stops are served.
 */
export class Chances {
  readonly #city: City;
  readonly #day: string;
  readonly #pace: CollectionPace;
  readonly #servedHours: number;
  readonly #values: CycleValues;

  /** @param atMs the moment of the forecasts */
  constructor(city: City, day: string, atMs: number, pace: CollectionPace) {
    this.#city = city;
    this.#day = day;
    this.#pace = pace;
    this.#servedHours = servedHours(city, day, atMs);
    this.#values = new CycleValues(overflowPriceCents(city.policy));
  }

  of({ id, streamId }: Pick<Container, "id" | "streamId">, ways: FillWays): Chance {
    const { isDay, gapDays, stepDays } = nextRound(this.#pace, this.#city, streamId, this.#day);
    const nextHours = Math.max(1, this.#servedHours + gapDays * HOURS_A_DAY);
    return {
      servedHours: Math.min(Math.max(0, this.#servedHours), nextHours),
      nextHours,
      isRoundDay: isDay,
      value: this.#values.of(ways, stepDays, this.#pace.visitCents.get(id) ?? 0),
    };
  }
}

function servedHours(city: City, day: string, atMs: number): number {
  const span = dutySpan(city.vehicles);
  const servedSec =
    span === null
      ? (HOURS_A_DAY * 3600) / 2
      : span.startSec + SERVED_SHARE * (span.endSec - span.startSec);
  return (startOfDayMs(day, city.area.timeZone) + servedSec * 1000 - atMs) / HOUR_MS;
}
