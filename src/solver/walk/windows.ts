import { NONE } from "../../base/index.ts";
import type { CompiledQueue } from "../compile/facilities.ts";
import type { TimeWindow } from "../problem.ts";

/** The first moment from `sec` on that lies in a window, or `NONE`. */
export function earliestStart(windows: readonly TimeWindow[] | undefined, sec: number): number {
  if (windows === undefined) return sec;
  for (let i = 0; i < windows.length; i++) {
    if (sec <= windows[i].endSec) return Math.max(sec, windows[i].startSec);
  }
  return NONE;
}

/** The last moment up to `sec` that lies in a window; requires that there is one. */
export function latestStart(windows: readonly TimeWindow[] | undefined, sec: number): number {
  if (windows === undefined) return sec;
  for (let i = windows.length - 1; i > 0; i--) {
    if (sec >= windows[i].startSec) return Math.min(sec, windows[i].endSec);
  }
  return Math.min(sec, windows[0].endSec);
}

/** The end of the window that `sec` lies in; requires that it lies in one. */
export function windowEnd(windows: readonly TimeWindow[], sec: number): number {
  for (let i = 0; i < windows.length; i++) if (sec <= windows[i].endSec) return windows[i].endSec;
  return sec;
}

/** When a vehicle that arrives at `sec` has queued. */
export function readyAt(queue: CompiledQueue, sec: number): number {
  const { startSec, queueSec, readyMinSec } = queue;
  for (let i = startSec.length - 1; i >= 0; i--) {
    if (sec >= startSec[i]) return Math.max(sec + queueSec[i], readyMinSec[i]);
  }
  return sec;
}

/** The latest arrival that has queued by `sec`; requires that there is one. */
export function latestArrival(queue: CompiledQueue, sec: number): number {
  const { startSec, queueSec, readyMinSec } = queue;
  for (let i = startSec.length - 1; i >= 0; i--) {
    if (readyMinSec[i] > sec) continue;
    const isLast = i === startSec.length - 1;
    const arrivalSec = isLast
      ? sec - queueSec[i]
      : Math.min(sec - queueSec[i], startSec[i + 1] - 1);
    if (arrivalSec >= startSec[i]) return arrivalSec;
  }
  return Math.min(sec, startSec[0] - 1);
}
