import { NONE, type Random } from "../../base/index.ts";
import type { Neighbours } from "../neighbours.ts";
import { drawKept, type Ruin } from "../ruin.ts";
import type { State } from "../state.ts";
import { takeOut } from "./moves.ts";
import { noteLength, type PlainScratch, touch } from "./scratch.ts";

const LEFT_RATE = 0.3;
/** Steps after which the mean length of the routes is counted anew. */
const COUNT_STEPS = 100;

/**
 * Removes strings of neighbouring stops from routes near a stop.
 *
 * Source: Christiaens and Vanden Berghe (2020), section 5.1 (adjacent string removal; half of the
 * strings keep some stops in their middle).
 */
export function ruinStrings(
  state: State,
  scratch: PlainScratch,
  ruin: Ruin,
  neighbours: Neighbours,
  seed: number,
  stopsMean: number,
  random: Random,
): void {
  const { vehicleOf, routeStopCount } = state;
  const lengthMax = Math.min(scratch.stringStopsMax, meanLength(state, scratch));
  const stringsMax = (4 * stopsMean) / (1 + lengthMax) - 1;
  let stringsLeft = Math.floor(random.float() * stringsMax + 1);
  ruin.stamp++;
  const first = seed * neighbours.count;
  for (let i = -1; i < neighbours.count && stringsLeft > 0; i++) {
    const stop = i < 0 ? seed : neighbours.stops[first + i];
    const vehicle = vehicleOf[stop];
    if (vehicle === NONE || ruin.ruinedAt[vehicle] === ruin.stamp) continue;
    ruin.ruinedAt[vehicle] = ruin.stamp;
    const free = routeStopCount[vehicle];
    const length = Math.floor(random.float() * Math.min(free, lengthMax) + 1);
    const kept = length < free ? drawKept(free - length, random) : 0;
    removeString(state, scratch, ruin, stop, length, kept, random);
    stringsLeft--;
  }
}

function meanLength(state: State, scratch: PlainScratch): number {
  if (scratch.stepsToCount-- > 0) return scratch.lengthMean;
  const { used, usedCount } = state.plain;
  scratch.stepsToCount = COUNT_STEPS;
  let stops = 0;
  for (let i = 0; i < usedCount; i++) stops += state.routeStopCount[used[i]];
  noteLength(scratch, usedCount === 0 ? 1 : stops / usedCount);
  return scratch.lengthMean;
}

/** Removes `length` stops around `stop`, leaving `kept` of those in the middle where they are. */
function removeString(
  state: State,
  scratch: PlainScratch,
  ruin: Ruin,
  stop: number,
  length: number,
  kept: number,
  random: Random,
): void {
  const { model, next, previous } = state;
  const vehicle = state.vehicleOf[stop];
  touch(scratch, vehicle);
  const start = model.firstStart + vehicle;
  const end = model.firstEnd + vehicle;
  let node = stop;
  for (let back = random.below(length + kept); back > 0 && previous[node] !== start; back--) {
    node = previous[node];
  }
  const keptFrom = kept === 0 ? length : random.below(length);
  let seen = 0;
  for (let removed = 0; node !== end && removed < length; seen++) {
    const following = next[node];
    if (seen < keptFrom || seen >= keptFrom + kept) {
      removeStop(state, ruin, node);
      removed++;
    }
    node = following;
  }
}

function removeStop(state: State, ruin: Ruin, stop: number): void {
  takeOut(state, stop);
  ruin.removed[ruin.removedCount++] = stop;
}

/** Removes the stop and its nearest neighbours, each with the same chance, up to `count`. */
export function ruinNear(
  state: State,
  scratch: PlainScratch,
  ruin: Ruin,
  neighbours: Neighbours,
  seed: number,
  count: number,
  random: Random,
): void {
  const first = seed * neighbours.count;
  let left = count;
  for (let i = -1; i < neighbours.count && left > 0; i++) {
    const stop = i < 0 ? seed : neighbours.stops[first + i];
    if (state.vehicleOf[stop] === NONE || random.float() < LEFT_RATE) continue;
    touch(scratch, state.vehicleOf[stop]);
    removeStop(state, ruin, stop);
    left--;
  }
}

/** Removes all stops of a route. */
export function ruinRoute(state: State, scratch: PlainScratch, ruin: Ruin, vehicle: number): void {
  const { model, next } = state;
  touch(scratch, vehicle);
  const end = model.firstEnd + vehicle;
  for (let node = next[model.firstStart + vehicle]; node !== end; ) {
    const following = next[node];
    removeStop(state, ruin, node);
    node = following;
  }
}
