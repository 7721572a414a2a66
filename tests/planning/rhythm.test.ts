import { expect, test } from "vitest";
import type { FillWays } from "../../src/planning/cycle-value.ts";
import { collectionPace } from "../../src/planning/rhythm.ts";
import { smallContainer } from "../support/small-city.ts";
import { steadyTown } from "./simulate/steady-town.ts";

test("a quiet stream with a truck of its own has few days, a busy one every day it can", () => {
  const quiet = rhythmOf(3, 5);
  const busy = rhythmOf(20, 45);
  expect(quiet.length).toBeLessThan(busy.length);
  expect(busy).toEqual([1, 2, 3, 4, 5]); // the facility is closed at the weekend
});

test("a stream that rides on a busier one's truck comes more often than alone", () => {
  const town = steadyTown(20, 20);
  const glass = town.city.sites
    .slice(0, 4)
    .map((site, i) => smallContainer(`g${i}`, site.id, "glass"));
  const city = { ...town.city, containers: [...town.city.containers, ...glass] };
  const alone = { ...town.city, containers: glass };
  const glassDays = (each: typeof city) =>
    collectionPace(each, town.matrices, waysOf(each.containers, 12)).rhythms.get("glass") ?? [];
  expect(glassDays(city).length).toBeGreaterThan(glassDays(alone).length);
});

test("a visit costs the drive from near neighbours and the lift", () => {
  const town = steadyTown(4, 10);
  const { visitCents } = collectionPace(town.city, town.matrices, new Map());
  // 70 s of service, and from c1 two neighbours at 1 km and 120 s, one at twice that, on average:
  // 160 s and 4/3 km; six tenths of (230 s × 6,000 / 3,600 + 4/3 × 60).
  expect(visitCents.get("c1")).toBeCloseTo(0.6 * ((230 * 6000) / 3600 + 80));
});

function rhythmOf(containerCount: number, ratePercentPerDay: number): readonly number[] {
  const { city, matrices } = steadyTown(containerCount, ratePercentPerDay);
  const ways = waysOf(city.containers, ratePercentPerDay);
  return collectionPace(city, matrices, ways).rhythms.get("paper") ?? [];
}

function waysOf(
  containers: readonly { readonly id: string }[],
  ratePercentPerDay: number,
): Map<string, FillWays> {
  return new Map(
    containers.map(({ id }) => [id, { ratePercentPerDay, dispersionPercent: 6, rateSpread: 0.1 }]),
  );
}
