import { expect, test } from "vitest";
import { withoutForbidden } from "../../src/planning/alarms.ts";
import { type ContainerDecision, candidateStops } from "../../src/planning/choose.ts";
import { smallContainer } from "../support/small-city.ts";

/** A container that must be collected, at the site given. */
function due(id: string, siteId: string): ContainerDecision {
  return {
    container: smallContainer(id, siteId, "paper"),
    verdict: "must",
    reason: {
      code: "overflow-risk",
      fillPercent: 90,
      fillLowPercent: 85,
      fillHighPercent: 95,
      overflowProbability: 0.6,
      hoursToFull: 12,
      priceCents: 2400,
    },
    volumeL: 900,
    weightKg: 90,
  };
}

test("a container that burns is on no stop, and its neighbour at the site still is", () => {
  const decisions = new Map(
    [due("c0", "s0"), due("c1", "s0"), due("c2", "s1")].map((each) => [each.container.id, each]),
  );
  const held = withoutForbidden(decisions, new Set(["c0", "c2", "gone"]));
  expect(held.get("c0")).toMatchObject({ verdict: "not", reason: { code: "burning" } });
  const stops = candidateStops(held);
  expect(stops.map(({ siteId }) => siteId)).toEqual(["s0"]);
  expect(stops[0]?.decisions.map(({ container }) => container.id)).toEqual(["c1"]);
});
