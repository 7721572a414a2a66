/** Trust in one reading: 0 good, 1 doubtful, 2 suspect, 3 bad, 4 unusable. */
export type TrustCode = 0 | 1 | 2 | 3 | 4;

/** Why a reading is not trusted; the codes are stable. */
const TRUST_REASONS = ["out-of-range", "spike", "frozen", "jump", "impossible-rate"] as const;

/** One of `TRUST_REASONS`. */
export type TrustReason = (typeof TRUST_REASONS)[number];

/** Bit of each reason in the masks of `LevelTrack`; the same order as `TRUST_REASONS`. */
export const REASON_BIT = {
  "out-of-range": 1,
  spike: 2,
  frozen: 4,
  jump: 8,
  "impossible-rate": 16,
} as const satisfies Record<TrustReason, number>;

/** Names the reasons in a mask, in the order of `TRUST_REASONS`. */
export function reasonNames(mask: number): TrustReason[] {
  return TRUST_REASONS.filter((reason) => (mask & REASON_BIT[reason]) !== 0);
}

/** Readings this far below 0 or above 100 are rounding and mounting, not faults. */
const SLACK_PERCENT = 15;

/** Trust in a value by itself: only its range can be judged. */
export function rangeTrust(fillPercent: number): TrustCode {
  if (!Number.isFinite(fillPercent)) return 4;
  if (fillPercent < -SLACK_PERCENT || fillPercent > 100 + SLACK_PERCENT) return 4;
  return fillPercent < 0 || fillPercent > 100 ? 1 : 0;
}
