import { expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import { cycleValue } from "../../src/planning/cycle-value.ts";

const DAILY = {
  stepDays: 1,
  ratePercentPerDay: 15,
  dispersionPercent: 6,
  rateSpread: 0.1,
  visitCents: 400,
  overflowCents: 4000,
};

test("a container that has just been emptied is worth nothing, a fuller one never less", () => {
  const { laterCents } = cycleValue(DAILY);
  expect(Math.abs(laterCents(0))).toBeLessThan(1);
  for (let level = 4; level <= 140; level += 4) {
    expect(laterCents(level)).toBeGreaterThanOrEqual(laterCents(level - 4) - 1e-9);
  }
  expect(laterCents(140)).toBeCloseTo(400); // it is emptied, be the visit cheap or dear
});

test("a sparser rhythm, a faster filling and a dearer overflow cost more a day", () => {
  const { centsPerDay } = cycleValue(DAILY);
  expect(cycleValue({ ...DAILY, stepDays: 3 }).centsPerDay).toBeGreaterThan(centsPerDay);
  expect(cycleValue({ ...DAILY, ratePercentPerDay: 30 }).centsPerDay).toBeGreaterThan(centsPerDay);
  expect(cycleValue({ ...DAILY, overflowCents: 40_000 }).centsPerDay).toBeGreaterThan(centsPerDay);
});

test("the cost a day is that of living by the value for years", () => {
  const value = cycleValue(DAILY);
  const random = new Random(4);
  const mean = DAILY.ratePercentPerDay;
  const variance = DAILY.dispersionPercent * mean + (DAILY.rateSpread * mean) ** 2;
  let level = 0;
  let cents = 0;
  const days = 15_000;
  for (let day = 0; day < days; day++) {
    const visit = DAILY.visitCents * (random.float() < 0.5 ? 0.5 : 1.5);
    // Waiting is worth the whole of what is found tomorrow, less what a day costs.
    const waiting = priceOfWaiting(value.laterCents, level, value.centsPerDay);
    if (visit < waiting) {
      cents += visit;
      level = 0;
    }
    const gain = random.gamma(mean ** 2 / variance, variance / mean);
    cents += DAILY.overflowCents * Math.min(1, Math.max(0, (level + gain - 100) / gain));
    level += gain;
  }
  expect(cents / days / value.centsPerDay).toBeGreaterThan(0.9);
  expect(cents / days / value.centsPerDay).toBeLessThan(1.1);

  function priceOfWaiting(later: (level: number) => number, from: number, saved: number): number {
    let sum = 0;
    const draws = new Random(9);
    for (let i = 0; i < 40; i++) {
      const gain = draws.gamma(mean ** 2 / variance, variance / mean);
      const over = Math.min(1, Math.max(0, (from + gain - 100) / gain));
      sum += DAILY.overflowCents * over + later(from + gain);
    }
    return sum / 40 - saved;
  }
});
