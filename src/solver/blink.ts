import type { Random } from "../base/index.ts";

const BLINK_RATE = 0.01;
const LOG_SEEN = Math.log(1 - BLINK_RATE);

/** How many gaps are looked at before the next is left out: one draw for about a hundred gaps. */
export function drawBlink(random: Random): number {
  return Math.floor(Math.log(1 - random.float()) / LOG_SEEN);
}
