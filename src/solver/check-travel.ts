import type { Facility, Profile, TimeWindow } from "./problem.ts";

const NO_WAY = 1_000_000_000;
const WHOLE_WAY = 1_000_000;

/** Seconds and metres of a drive that begins at `sec`; undefined where there is no way. */
export function driveAt(
  profile: Profile,
  from: number,
  to: number,
  sec: number,
): { sec: number; metres: number } | undefined {
  const { matrix, plane, slices = [] } = profile;
  if (plane !== undefined) {
    const metres = Math.round(Math.hypot(plane.x[from] - plane.x[to], plane.y[from] - plane.y[to]));
    return { sec: metres, metres };
  }
  const arc = from * matrix.placeCount + to;
  if (matrix.travelSec[arc] >= NO_WAY) return undefined;
  const metres = matrix.travelM[arc];
  let now = sec;
  let left = WHOLE_WAY;
  for (let next = 0; ; next++) {
    // The slice before `next` holds now, up to where `next` starts.
    const untilSec = slices[next]?.startSec ?? Number.POSITIVE_INFINITY;
    if (untilSec <= now) continue;
    const whole = next === 0 ? matrix.travelSec[arc] : slices[next - 1].travelSec[arc];
    const needed = Math.ceil((left * whole) / WHOLE_WAY);
    if (now + needed <= untilSec) return { sec: now + needed - sec, metres };
    left -= Math.floor(((untilSec - now) * WHOLE_WAY) / whole);
    now = untilSec;
  }
}

/** When a vehicle that arrives at a facility at `sec` has queued. */
export function queuedAt(facility: Facility, sec: number): number {
  let ready = sec;
  facility.queues?.forEach((queue, i, queues) => {
    if (queue.startSec > sec) return;
    const endSec = queues[i + 1]?.startSec ?? Number.POSITIVE_INFINITY;
    ready = Math.max(ready, Math.min(sec, endSec - 1) + queue.queueSec);
  });
  return ready;
}

/** The first moment from `sec` on in one of the windows; undefined where all are over. */
export function startIn(
  windows: readonly TimeWindow[] | undefined,
  sec: number,
): number | undefined {
  if (windows === undefined) return sec;
  const window = windows.find(({ endSec }) => endSec >= sec);
  return window === undefined ? undefined : Math.max(sec, window.startSec);
}
