import { expect, test } from "vitest";
import { BREAK_PRESETS, checkSolution } from "../../src/solver/index.ts";
import { restate } from "./restate.ts";
import { type Before, secondsOf, shiftOf } from "./shift-problem.ts";

const KEPT = "kept";
const DRIVING = "break-driving";
const WORK = "break-work";

type Row = readonly [
  laws: string,
  script: string,
  verdict: typeof KEPT | typeof DRIVING | typeof WORK,
  before?: Before,
];

function driven(clock: string): Before {
  return { drivingSec: secondsOf(clock), workSec: secondsOf(clock) };
}

function worked(clock: string): Before {
  return { drivingSec: 0, workSec: secondsOf(clock) };
}

/** d drives, w serves, u unloads, q queues, p waits, r rests. */
const SHIFTS: readonly Row[] = [
  // Four and a half hours of driving, then 45 minutes.
  ["eu-561", "d4:30", KEPT],
  ["eu-561", "d4:31", DRIVING],
  ["eu-561", "d2:15 w3:00 d2:15", KEPT],
  ["eu-561", "d2:15 w3:00 d2:16", DRIVING],
  ["eu-561", "d4:30 r0:45 d4:30", KEPT],
  ["eu-561", "d4:30 r0:45 d4:31", DRIVING],
  ["eu-561", "d4:30 r0:44 d0:01", DRIVING],
  ["eu-561", "d1:30 w1:00 d1:30 w1:00 d1:30 r0:45 d1:30 w1:00 d1:30", KEPT],
  ["eu-561", "d4:00 u1:00 d0:30", KEPT],
  ["eu-561", "d4:00 u1:00 d0:31", DRIVING],
  // Waiting and queueing are no rests.
  ["eu-561", "d4:00 p1:00 d1:00", DRIVING],
  ["eu-561", "d4:00 q1:00 u0:10 d1:00", DRIVING],
  // 15 and then 30.
  ["eu-561", "d2:00 r0:15 d2:30 r0:30 d4:30", KEPT],
  ["eu-561", "d2:00 r0:15 d2:30 r0:30 d4:31", DRIVING],
  ["eu-561", "d2:00 r0:15 d2:30 r0:29 d0:01", DRIVING],
  ["eu-561", "d2:00 r0:14 d2:30 r0:30 d0:01", DRIVING],
  ["eu-561", "d2:00 r0:15 d2:31", DRIVING],
  // Not the other way round, but a first part may be longer.
  ["eu-561", "d2:00 r0:30 d2:30 r0:15 d0:01", DRIVING],
  ["eu-561", "d2:00 r0:30 d2:30 r0:30 d4:30", KEPT],
  // Quarters of an hour do not add up, and are no harm.
  ["eu-561", "d1:00 r0:15 d1:00 r0:15 d1:00 r0:15 d1:31", DRIVING],
  ["eu-561", "d1:00 r0:15 d1:00 r0:15 d1:00 r0:15 d1:30 r0:30 d4:30", KEPT],
  // Rests that follow each other are several: 15 and 30 in this order only.
  ["eu-561", "d4:30 r0:15 r0:30 d4:30", KEPT],
  ["eu-561", "d4:30 r0:30 r0:15 d0:01", DRIVING],
  // A whole rest takes the first part along.
  ["eu-561", "d3:00 r0:45 d1:00 r0:15 d3:00 r0:30 d4:30", KEPT],
  ["eu-561", "d1:00 r0:15 d3:00 r0:45 d2:00 r0:30 d2:30", KEPT],
  ["eu-561", "d1:00 r0:15 d3:00 r0:45 d2:00 r0:30 d2:31", DRIVING],
  // What was driven before counts.
  ["eu-561", "d1:30", KEPT, driven("3:00")],
  ["eu-561", "d1:31", DRIVING, driven("3:00")],
  ["eu-561", "r0:45 d4:30", KEPT, driven("4:30")],
  ["eu-561", "d1:00 r0:30 d0:31", DRIVING, driven("3:00")],
  ["eu-561 eu-561-daily", "d4:30 r0:45 d4:30", KEPT],
  ["eu-561 eu-561-daily", "d4:00 r0:45 d4:00 r0:45 d1:01", DRIVING],
  ["eu-561 eu-561-daily", "d4:00 r0:45 d4:00 r11:00 d4:00", KEPT],
  // Six hours of work, then 30 minutes; nine, then 45.
  ["eu-working-time", "w6:00", KEPT],
  ["eu-working-time", "w6:01", WORK],
  ["eu-working-time", "d3:00 w3:00", KEPT],
  ["eu-working-time", "d3:00 w3:00 d0:01", WORK],
  ["eu-working-time", "w5:00 u1:00", KEPT],
  ["eu-working-time", "w5:00 u1:01", WORK],
  ["eu-working-time", "w6:00 r0:30 w3:00", KEPT],
  ["eu-working-time", "w6:00 r0:30 w3:01", WORK],
  ["eu-working-time", "w6:00 r0:45 w6:00", KEPT],
  ["eu-working-time", "w6:00 r0:29 w0:01", WORK],
  // Waiting and queueing are neither work nor rest.
  ["eu-working-time", "w2:00 p3:00 w4:00", KEPT],
  ["eu-working-time", "w2:00 p3:00 w4:01", WORK],
  ["eu-working-time", "w5:00 q2:00 u1:00", KEPT],
  // In parts.
  ["eu-working-time", "w3:00 r0:15 w3:00 r0:15 w3:00", KEPT],
  ["eu-working-time", "w3:00 r0:15 w3:01", WORK],
  ["eu-working-time", "w3:00 r0:15 w3:00 r0:15 w3:01", WORK],
  ["eu-working-time", "w6:00 r0:30 w3:00 r0:15 w3:00", KEPT],
  ["eu-working-time", "w6:00 r0:30 w3:00 r0:15 w3:01", WORK],
  ["eu-working-time", "w5:00 r0:14 w1:00 r0:30 w3:00", KEPT],
  ["eu-working-time", "w1:00", KEPT, worked("5:00")],
  ["eu-working-time", "w1:01", WORK, worked("5:00")],
  ["eu-working-time", "r0:30 w4:00", KEPT, worked("5:00")],
  ["eu-working-time", "r0:30 w4:01", WORK, worked("5:00")],
  // Both at once: a rest counts for each.
  ["eu-561 eu-working-time", "d3:00 w3:00 r0:45 d4:00 w2:00", KEPT],
  ["eu-561 eu-working-time", "d3:00 w3:00 r0:30 d1:30 w1:30", KEPT],
  ["eu-561 eu-working-time", "d3:00 w3:00 r0:30 d1:31 w1:00", DRIVING],
  ["eu-561 eu-working-time", "d3:00 w3:00 r0:30 d1:30 w1:31", WORK],
  // Five and a half hours of driving, then 30 minutes, never in parts.
  ["gb-domestic", "d5:30", KEPT],
  ["gb-domestic", "d5:31", DRIVING],
  ["gb-domestic", "d3:00 w4:00 d2:30", KEPT],
  ["gb-domestic", "d5:30 r0:30 d5:30", KEPT],
  ["gb-domestic", "d5:30 r0:29 d0:01", DRIVING],
  ["gb-domestic", "d3:00 r0:15 d2:30 r0:15 d0:01", DRIVING],
  ["gb-domestic gb-domestic-daily", "d5:00 r0:30 d5:00", KEPT],
  ["gb-domestic gb-domestic-daily", "d5:00 r0:30 d5:00 w1:00 d0:01", DRIVING],
];

const CASES = SHIFTS.map(([laws, script, verdict, before]) => ({ laws, script, verdict, before }));

test.each(CASES)("under $laws the shift $script is judged: $verdict", (shift) => {
  const { laws, script, verdict, before } = shift;
  const breaks = laws.split(" ").flatMap((law) => {
    const preset = BREAK_PRESETS.find(({ name }) => name === law);
    expect(preset, law).toBeDefined();
    return preset?.breaks ?? [];
  });
  const { problem, route } = shiftOf(script, breaks, before);
  const { violations } = checkSolution(problem, restate(problem, [route]));
  const codes = new Set(violations.map(({ code }) => code));
  expect([...codes]).toEqual(verdict === KEPT ? [] : [verdict]);
});

/** Lunch from 11:30 to 12:30, half an hour; the crew leaves at 7:00. */
const LUNCH = { earliestSec: 16_200, latestSec: 19_800, restSec: 1800 };

test.each([
  ["a rest when the window opens", "w4:30 r0:30 w1:00", []],
  ["a rest when it closes", "w5:30 r0:30 w1:00", []],
  ["a rest a minute after it closes", "w5:31 r0:30 w1:00", ["break-window"]],
  ["a rest that has to wait for the window", "w3:00 r0:30 w4:00", []],
  ["no rest in a day that ends when it closes", "w5:30", []],
  ["no rest in a day that ends a minute later", "w5:31", ["break-missing"]],
  ["a rest in a day too short to need it", "w4:30 r0:30", []],
  ["two rests", "w4:30 r0:30 w0:10 r0:30 w1:00", ["break-twice"]],
] as const)("lunch in a window: %s", (_, script, codes) => {
  const window = { kind: "window" as const, ...LUNCH, paid: true };
  const { problem, route } = shiftOf(script, [window]);
  // The rests of the script are this break.
  const steps = route.steps.map((step) => (step.kind === "break" ? { ...step, index: 0 } : step));
  const vehicleTypes = [{ ...problem.vehicleTypes[0], breaks: [window] }];
  const lunching = { ...problem, vehicleTypes };
  const { violations } = checkSolution(lunching, restate(lunching, [{ ...route, steps }]));
  expect([...new Set(violations.map(({ code }) => code))]).toEqual(codes);
});
