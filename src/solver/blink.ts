import type { Random } from "../base/index.ts";

const BLINK_RATE = 0.01;
const LOG_SEEN = Math.log(1 - BLINK_RATE);

/**
 * Whether to leave out the next gap; draws anew how many are looked at until then: one draw for
 * about a hundred gaps.
 */
export function blinks(counter: { blinkIn: number }, random: Random): boolean {
  if (--counter.blinkIn >= 0) return false;
  counter.blinkIn = Math.floor(Math.log(1 - random.float()) / LOG_SEEN);
  return true;
}
