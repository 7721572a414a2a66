import { Random } from "../../base/index.ts";
import { solve } from "../../solver/index.ts";
import { buildProblem } from "../build-problem.ts";
import { startOfDayMs, weekdayOf } from "../calendar.ts";
import { type ContainerDecision, candidateStops } from "../choose.ts";
import { assertChecked } from "../solve-plan.ts";
import { type DrivenDay, driveDay, idleDay } from "./drive-day.ts";
import { fixedSchedule } from "./fixed-schedule.ts";
import type { Policy } from "./policies.ts";
import type { Scenario } from "./scenario.ts";
import { newSensorFeed, readSensors } from "./sensor-feed.ts";
import type { Town } from "./town.ts";
import { DAY_SEC, drawGains, empty, endDay, fullHours, type Levels, startLevels } from "./truth.ts";

/** One run: which days, which draws. */
export interface RunOptions {
  /** Counted days. */
  readonly days: number;
  readonly seed: number;
  /** First day of the history, a Monday, YYYY-MM-DD. */
  readonly firstDay: string;
}

/** A day of a run as it truly was. */
export interface SimulatedDay extends DrivenDay {
  /** Hours that containers stood full, summed up, and containers that did at some time. */
  readonly overflowHours: number;
  readonly overflowContainers: number;
  /** Stops that had to be visited and fitted no truck. */
  readonly unplanned: number;
}

/** Weeks of sensor readings under a weekly schedule before the first day of the run. */
const HISTORY_DAYS = 28;
const HISTORY_PERCENT = 60;
const HISTORY_EMPTIED_SEC = 9 * 3600;
/** Plans are made this long before the first shift. */
const PLAN_AHEAD_SEC = 1800;

/**
 * Lives through the days of a scenario under one policy and gives the counted ones.
 *
 * What comes in, how sensors fail and how traffic varies depend on the seed alone, so that runs of
 * several policies with one seed differ by the policies. The policy sees readings only.
 */
export function runPolicy(
  town: Town,
  scenario: Scenario,
  policy: Policy,
  options: RunOptions,
): readonly SimulatedDay[] {
  const dayCount = HISTORY_DAYS + scenario.warmUpDays + options.days;
  const { timeZone } = town.city.area;
  const startMs = startOfDayMs(options.firstDay, timeZone);
  const { seed } = options;
  const firstWeekday = weekdayOf(options.firstDay) - 1;
  const levels = startLevels(drawGains(town, dayCount + 3, firstWeekday, seed));
  const feed = newSensorFeed(town, scenario, { dayCount, startMs, seed });
  const emptiedMs = new Map<string, number>();
  const active = town.city.vehicles.filter((vehicle) => vehicle.active);
  const planSec = Math.min(...active.map(({ shiftStartSec }) => shiftStartSec)) - PLAN_AHEAD_SEC;
  const days: SimulatedDay[] = [];
  for (let day = 0; day < dayCount; day++) {
    readSensors(feed, levels, planSec);
    const dayMs = startMs + day * DAY_SEC * 1000;
    const date = new Date(dayMs + (DAY_SEC * 1000) / 2).toISOString().slice(0, 10);
    let driven: { day: DrivenDay; unplanned: number } = { day: idleDay(), unplanned: 0 };
    if (day < HISTORY_DAYS) emptyBySchedule(town, levels);
    else {
      const morning = {
        town,
        feed,
        levels,
        planSec,
        date,
        atMs: dayMs + planSec * 1000,
        emptiedMs,
      };
      const decisions = policy.decide(morning);
      driven = planAndDrive(town, scenario, decisions, { date, seed, levels });
    }
    readSensors(feed, levels, DAY_SEC);
    noteEmptied(town, levels, dayMs, emptiedMs);
    if (day >= HISTORY_DAYS + scenario.warmUpDays) days.push(countDay(levels, driven));
    endDay(levels);
  }
  return days;
}

function emptyBySchedule(town: Town, levels: Levels): void {
  const schedule = fixedSchedule(town, HISTORY_PERCENT);
  for (let i = 0; i < town.city.containers.length; i++) {
    if (schedule.daysSince(i, levels.day) !== null) empty(levels, i, HISTORY_EMPTIED_SEC);
  }
}

function planAndDrive(
  town: Town,
  scenario: Scenario,
  decisions: ReadonlyMap<string, ContainerDecision>,
  { date, seed, levels }: { date: string; seed: number; levels: Levels },
): { day: DrivenDay; unplanned: number } {
  const { city, matrices } = town;
  const stops = candidateStops(decisions);
  if (stops.length === 0) return { day: idleDay(), unplanned: 0 };
  const dayProblem = buildProblem({ city, day: date, stops, matrices });
  const limits = { iterationsMax: scenario.iterationsPerDay, seed, check: false };
  const solution = solve(dayProblem.problem, limits);
  assertChecked(dayProblem, solution);
  const types = new Map(city.vehicleTypes.map((type) => [type.id, type]));
  const index = new Map(city.containers.map(({ id }, i) => [id, i]));
  const noise = { travel: scenario.travelNoise, service: scenario.serviceNoise };
  const random = new Random(seed * 1_000_003 + levels.day);
  const unplanned = solution.unassigned.filter(
    ({ stopIndex }) => dayProblem.stops[stopIndex]?.mustVisit === true,
  ).length;
  return {
    day: driveDay(dayProblem, types, solution, levels, index, noise, random),
    unplanned,
  };
}

function noteEmptied(
  town: Town,
  levels: Levels,
  dayMs: number,
  emptiedMs: Map<string, number>,
): void {
  for (const [i, sec] of levels.emptiedSec.entries()) {
    const container = town.city.containers[i];
    if (container === undefined || Number.isNaN(sec)) continue;
    emptiedMs.set(container.id, dayMs + Math.round(sec) * 1000);
  }
}

function countDay(
  levels: Levels,
  { day, unplanned }: { day: DrivenDay; unplanned: number },
): SimulatedDay {
  let overflowHours = 0;
  let overflowContainers = 0;
  for (let i = 0; i < levels.gains.containerCount; i++) {
    const hours = fullHours(levels, i);
    overflowHours += hours;
    if (hours > 0) overflowContainers++;
  }
  return { ...day, overflowHours, overflowContainers, unplanned };
}
