import type { Random } from "../base/index.ts";

const BLINK_RATE = 0.01;
const LOG_SEEN = Math.log(1 - BLINK_RATE);

/** How many gaps are looked at before the next is left out: one draw for about a hundred gaps. */
export function drawBlink(random: Random): number {
  return Math.floor(Math.log(1 - random.float()) / LOG_SEEN);
}

/** Whether to leave out the next gap; draws anew how many are looked at until then. */
export function blinks(counter: { blinkIn: number }, random: Random): boolean {
  if (--counter.blinkIn >= 0) return false;
  counter.blinkIn = drawBlink(random);
  return true;
}
