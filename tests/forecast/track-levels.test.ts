import { describe, expect, test } from "vitest";
import {
  type LevelTrack,
  orderReadings,
  reasonNames,
  sensorTraits,
  trackLevels,
} from "../../src/forecast/index.ts";
import { DAY_MS, every, HOUR_MS, MONDAY_MS, sawtooth } from "./series.ts";

function trackOf(intervalHours: number, percent: readonly number[]): LevelTrack {
  const readings = every(intervalHours, percent);
  return trackLevels(readings, sensorTraits(readings));
}

describe("emptyings", () => {
  test("are found where the level drops by twenty points to under three fifths", () => {
    const track = trackOf(3, [50, 55, 60, 62, 3, 4, 8, 12]);
    expect(track.emptyings).toEqual([
      { atMs: MONDAY_MS + 12 * HOUR_MS, beforePercent: 60, afterPercent: 3 },
    ]);
    expect(track.running).toMatchObject({ emptiedMs: MONDAY_MS + 12 * HOUR_MS, endPercent: 8 });
  });

  test("are not settling waste, nor drops that leave most inside", () => {
    expect(trackOf(3, [60, 62, 55, 52, 50, 53, 56, 60]).emptyings).toEqual([]);
    expect(trackOf(3, [90, 92, 93, 68, 67, 69, 70, 70]).emptyings).toEqual([]);
  });

  test("are taken back when the level returns within hours: it was a spike", () => {
    const track = trackOf(3, [60, 62, 63, 64, 2, 65, 66, 66, 67]);
    expect(track.emptyings).toEqual([]);
    expect([...track.trust]).toEqual([0, 0, 0, 0, 3, 0, 0, 0, 0]);
    expect(reasonNames(track.reasons[4])).toEqual(["spike"]);
  });

  test("stand when a container refills step by step within hours", () => {
    const track = trackOf(3, [70, 71, 72, 72, 1, 12, 22, 35, 64, 66]);
    expect(track.emptyings.map(({ atMs }) => atMs)).toEqual([MONDAY_MS + 12 * HOUR_MS]);
  });

  test("are not told, but end a filling, when most is inside again at once", () => {
    const track = trackOf(3, [88, 90, 90, 90, 35, 56, 62, 66, 73]);
    expect(track.emptyings).toEqual([]);
    expect(track.cycles).toHaveLength(1);
    expect(track.running).toMatchObject({ emptiedMs: MONDAY_MS + 12 * HOUR_MS, endPercent: 66 });
  });

  test("of an hourly sensor outlast an echo among the low readings, but not a majority", () => {
    const filling = Array.from({ length: 20 }, (_, i) => 60 + i / 2);
    expect(trackOf(1, [...filling, 2, 66, 3, 2, 4, 66, 3, 5]).emptyings).toHaveLength(1);
    expect(trackOf(1, [...filling, 2, 3, 2, 69, 68, 69, 70, 70]).emptyings).toEqual([]);
  });

  test("of an hourly sensor need three low readings in a row", () => {
    const filling = Array.from({ length: 20 }, (_, i) => 60 + i / 2);
    expect(trackOf(1, [...filling, 5, 6, 70, 71]).emptyings).toEqual([]);
    const found = trackOf(1, [...filling, 5, 6, 5, 6]).emptyings;
    expect(found.map(({ atMs }) => atMs)).toEqual([MONDAY_MS + 20 * HOUR_MS]);
  });

  test("of a daily coarse sensor are single steps down", () => {
    const week = [0, 20, 40, 60, 80, 0, 20, 20, 60, 80];
    const percent = Array.from({ length: 120 }, (_, i) => week[i % week.length]);
    expect(trackOf(24, percent).emptyings).toHaveLength(23);
  });

  test("leave cycles that begin after the emptying and end before the next, or at saturation", () => {
    const track = trackOf(3, [10, 20, 30, 40, 50, 60, 2, 2, 20, 45, 70, 100, 100, 100, 3, 3]);
    expect(track.cycles).toEqual([
      {
        emptiedMs: null,
        startMs: MONDAY_MS + 3 * HOUR_MS,
        startPercent: 15,
        endMs: MONDAY_MS + 15 * HOUR_MS,
        endPercent: 50,
      },
      {
        emptiedMs: MONDAY_MS + 18 * HOUR_MS,
        startMs: MONDAY_MS + 21 * HOUR_MS,
        startPercent: 2,
        endMs: MONDAY_MS + 36 * HOUR_MS,
        endPercent: 100,
      },
    ]);
  });

  test("are the same for every order of the same readings", () => {
    const { atMs, fillPercent } = sawtooth({
      days: 20,
      ratePerDay: 15,
      emptiedAt: 80,
      noise: 2,
      seed: 7,
    });
    const backwards = orderReadings(atMs.toReversed(), fillPercent.toReversed());
    const twice = orderReadings([...atMs, ...atMs], [...fillPercent, ...fillPercent]);
    const forwards = orderReadings(atMs, fillPercent);
    const expected = trackLevels(forwards, sensorTraits(forwards));
    expect(trackLevels(backwards, sensorTraits(backwards))).toEqual(expected);
    expect(trackLevels(twice, sensorTraits(twice))).toEqual(expected);
  });
});

describe("quality", () => {
  test("tells values outside what a sensor may say", () => {
    const track = trackOf(3, [96, 104, 97, 250, Number.NaN, -80, 98]);
    expect([...track.trust]).toEqual([0, 1, 0, 4, 4, 4, 0]);
    expect([...trackOf(3, [2, -4, 3]).trust]).toEqual([0, 1, 0]);
    expect(reasonNames(track.reasons[3])).toEqual(["out-of-range"]);
    expect(track.lastMs).toBe(MONDAY_MS + 18 * HOUR_MS);
  });

  test("doubts a jump that the next readings bear out, and no more", () => {
    const track = trackOf(3, [10, 11, 12, 60, 61, 62, 62, 63]);
    expect([...track.trust.subarray(0, 3)]).toEqual([0, 0, 0]);
    expect(reasonNames(track.reasons[3])).toEqual(["jump"]);
    expect(track.trust[3]).toBe(1);
    expect(track.levelPercent[5]).toBe(61);
  });

  test("calls a sensor frozen when its container could not have stood still so long", () => {
    const moving = sawtooth({ days: 30, ratePerDay: 15, emptiedAt: 80, noise: 1, seed: 1 });
    const lastMs = moving.atMs[moving.atMs.length - 1];
    const frozen = every(3, new Array(80).fill(44), lastMs + 3 * HOUR_MS);
    const readings = orderReadings(
      [...moving.atMs, ...frozen.atMs],
      [...moving.fillPercent, ...frozen.fillPercent],
    );
    const track = trackLevels(readings, sensorTraits(readings));
    expect(track.frozenSinceMs).toBe(lastMs + 3 * HOUR_MS);
    expect(reasonNames(track.reasons[readings.atMs.length - 1])).toEqual(["frozen"]);
    // Two days must pass before it is said, so the first of them are not blamed.
    const blamed = track.reasons.findIndex((mask) => reasonNames(mask).includes("frozen"));
    expect(readings.atMs[blamed] - lastMs).toBeGreaterThan(2 * DAY_MS);
  });

  test("does not call a slow container's sensor frozen", () => {
    const percent = Array.from({ length: 8 * 90 }, (_, i) => Math.floor((i * 0.3) / 8));
    expect(trackOf(3, percent).frozenSinceMs).toBeNull();
  });
});
