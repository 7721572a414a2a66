import { createTravelMatrix } from "../../src/base/index.ts";
import type { Break, Problem, Running, Stop } from "../../src/solver/index.ts";
import { PLAIN_TYPE } from "./line-problem.ts";
import type { BareRoute } from "./restate.ts";

const END_SEC = 1_000_000;

/** What of a day is used up when the shift begins, in seconds. */
export type Before = Pick<Running, "drivingSec" | "workSec">;

/** A shift written by hand, as a problem and the one route that does it. */
export interface Shift {
  readonly problem: Problem;
  readonly route: BareRoute;
}

/** `4:30` in seconds. */
export function secondsOf(clock: string): number {
  const [hours, minutes] = clock.split(":").map(Number);
  return hours * 3600 + minutes * 60;
}

/**
 * Builds a shift from what a crew does in turn: `d2:00` drives, `w0:30` serves, `u0:20` unloads,
 * `q0:40` queues (before unloading), `p1:00` waits, `r0:45` rests.
 *
 * Each rest is a break of its own that may be taken at any time; `breaks` are the rules it counts
 * for. What is done before the shift makes the vehicle one that is out already.
 */
export function shiftOf(script: string, breaks: readonly Break[], before?: Before): Shift {
  const drives: number[] = [];
  const stops: Stop[] = [];
  const facilities: Problem["facilities"][number][] = [];
  const rests: Break[] = [];
  const steps: BareRoute["steps"][number][] = [];
  let drivingSec = 0;
  let queueSec = 0;
  let sec = 0;
  const arrive = (): number => {
    drives.push(drivingSec);
    sec += drivingSec;
    drivingSec = 0;
    return drives.length;
  };
  const serve = (serviceSec: number, waitingSec: number): void => {
    const placeIndex = arrive();
    const windows = [{ startSec: sec + waitingSec, endSec: END_SEC }];
    steps.push({ kind: "stop", index: stops.length, alternative: 0 });
    stops.push({ placeIndex, serviceSec, loads: [0], windows });
    sec += waitingSec + serviceSec;
  };
  for (const word of script.split(" ")) {
    const lengthSec = secondsOf(word.slice(1));
    const kind = word[0];
    if (kind === "d") drivingSec += lengthSec;
    else if (kind === "w") serve(lengthSec, 0);
    else if (kind === "p") serve(0, lengthSec);
    else if (kind === "q") queueSec = lengthSec;
    else if (kind === "u") {
      const placeIndex = arrive();
      const queues = [{ startSec: 0, queueSec }];
      const free = { unloadSecPerTonne: 0, feeCentsPerTonne: 0 };
      steps.push({ kind: "facility", index: facilities.length, alternative: 0 });
      facilities.push({ placeIndex, unloadSec: lengthSec, queues, ...free });
      sec += queueSec + lengthSec;
      queueSec = 0;
    } else {
      if (drivingSec > 0) serve(0, 0);
      steps.push({ kind: "break", index: breaks.length + rests.length, alternative: -1 });
      const any = { earliestSec: 0, latestSec: END_SEC };
      rests.push({ kind: "window", ...any, restSec: lengthSec, paid: false });
      sec += lengthSec;
    }
  }
  // Something to be out for, where the day is driven in one go.
  if (stops.length + facilities.length === 0) serve(0, 0);
  const problem = assemble(drives, drivingSec);
  const running = { placeIndex: 0, fromSec: 0, breakCount: 0, durationSec: 0, distanceM: 0 };
  return {
    problem: {
      ...problem,
      facilities,
      stops,
      vehicleTypes: [{ ...problem.vehicleTypes[0], breaks: [...breaks, ...rests] }],
      vehicles: [{ typeIndex: 0, ...(before && { running: { ...running, ...before } }) }],
    },
    route: { vehicleIndex: 0, departureSec: 0, steps },
  };
}

/** Places in the order they are driven to; the last one is the depot where the shift ends. */
function assemble(drives: readonly number[], backSec: number): Problem {
  const matrix = createTravelMatrix(drives.length + 2);
  [...drives, backSec].forEach((driveSec, from) => {
    matrix.travelSec[from * matrix.placeCount + from + 1] = driveSec;
    matrix.travelM[from * matrix.placeCount + from + 1] = driveSec;
  });
  return {
    dimensions: [{ name: "loadKg", unit: "kg" }],
    streams: [],
    profiles: [{ name: "once", matrix }],
    depots: [{ placeIndex: 0 }, { placeIndex: drives.length + 1 }],
    facilities: [],
    vehicleTypes: [{ ...PLAIN_TYPE, endDepotIndex: 1, shift: { startSec: 0, endSec: END_SEC } }],
    vehicles: [{ typeIndex: 0 }],
    stops: [],
  };
}
