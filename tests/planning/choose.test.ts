import { describe, expect, test } from "vitest";
import {
  type ContainerOutlook,
  candidateStops,
  decideContainers,
} from "../../src/planning/choose.ts";
import { smallCity, smallContainer } from "../support/small-city.ts";

describe("choice of containers", () => {
  test("a container whose risk passes the bound must be collected", () => {
    const decisions = decide({
      c0: { overflowBeforeNext: 0.21 },
      c1: { overflowBeforeNext: 0.2, fullHoursBeforeNext: 1, fillPercent: 40 },
    });
    expect(decisions.get("c0")).toMatchObject({
      verdict: "must",
      reason: { code: "overflow-risk" },
    });
    expect(decisions.get("c1")?.verdict).toBe("may");
  });

  test("a container whose longest interval ends before the next visit must be collected", () => {
    const city = smallCity(2);
    const policy = { ...city.policy, intervalDaysMax: { paper: 7 } };
    const outlooks = outlooksOf(city, {
      c0: { daysSinceEmptied: 6.5 },
      c1: { daysSinceEmptied: 5 },
    });
    const decisions = decideContainers({ ...city, policy }, outlooks);
    expect(decisions.get("c0")).toMatchObject({
      verdict: "must",
      reason: { code: "interval-ends" },
    });
    expect(decisions.get("c1")?.verdict).toBe("not");
  });

  test("off its stream's days a container is never a must, whatever its risk", () => {
    const decisions = decide({
      c0: { overflowBeforeNext: 0.9, fullHoursBeforeNext: 30, fillPercent: 95, isRoundDay: false },
    });
    expect(decisions.get("c0")?.verdict).toBe("may");
  });

  test("the longest interval looks as far ahead as the stream's next day", () => {
    const city = smallCity(2);
    const policy = { ...city.policy, intervalDaysMax: { paper: 7 } };
    const outlooks = outlooksOf(city, {
      c0: { daysSinceEmptied: 5, daysToNext: 3 },
      c1: { daysSinceEmptied: 5, daysToNext: 2 },
    });
    const decisions = decideContainers({ ...city, policy }, outlooks);
    expect(decisions.get("c0")?.reason.code).toBe("interval-ends");
    expect(decisions.get("c1")?.verdict).toBe("not");
  });

  test("a quiet container less than a quarter full is no optional stop, whatever its price", () => {
    const decisions = decide({
      c0: { laterCents: 900, fillPercent: 24, ratePercentPerDay: 60 },
      c1: { laterCents: 900, fillPercent: 25, ratePercentPerDay: 60 },
      c2: { laterCents: 900, fillPercent: 24, ratePercentPerDay: 40 }, // half a day's gain
    });
    expect(decisions.get("c0")?.verdict).toBe("not");
    expect(decisions.get("c1")?.verdict).toBe("may");
    expect(decisions.get("c2")?.verdict).toBe("may");
  });

  test("an almost empty container is left alone, one without data says so", () => {
    const decisions = decide({ c0: { fillPercent: 5 }, c1: { fillPercent: 5, hasData: false } });
    expect(decisions.get("c0")).toMatchObject({ verdict: "not", reason: { code: "not-due" } });
    expect(decisions.get("c1")).toMatchObject({ verdict: "not", reason: { code: "no-data" } });
  });

  test("the price of waiting is overflow and the later visit's share, less what is saved", () => {
    // Six hours at twice 4,000 cents a day, and 300 more for a later visit that saves 120.
    const decisions = decide({
      c0: { fillPercent: 60, fullHoursBeforeNext: 6, laterCents: 300, savedCents: 120 },
      c1: { fillPercent: 60, laterCents: 100, savedCents: 120 },
    });
    expect(decisions.get("c0")?.reason.priceCents).toBe(2180);
    expect(decisions.get("c1")?.reason.priceCents).toBe(0);
  });

  test("volume and weight are those of the expected fill", () => {
    const decision = decide({ c0: { fillPercent: 80 } }).get("c0");
    expect(decision?.volumeL).toBeCloseTo(880); // 80 % of 1,100 l
    expect(decision?.weightKg).toBeCloseTo(88); // 100 kg per cubic metre
  });
});

describe("candidate stops", () => {
  test("containers of one stream at one site are one stop, other streams another", () => {
    const city = smallCity(1, {
      containers: [
        smallContainer("a", "s0", "paper"),
        smallContainer("b", "s0", "paper"),
        smallContainer("c", "s0", "glass"),
      ],
    });
    const due = { overflowBeforeNext: 0.9, fillPercent: 90 };
    const stops = candidateStops(
      decideContainers(city, outlooksOf(city, { a: due, b: due, c: due })),
    );
    expect(stops.map((stop) => [stop.id, stop.decisions.length, stop.mustVisit])).toEqual([
      ["s0/paper", 2, true],
      ["s0/glass", 1, true],
    ]);
  });

  test("a half-full neighbour comes along with a due container, an empty one does not", () => {
    const city = smallCity(1, {
      containers: ["a", "b", "c"].map((id) => smallContainer(id, "s0", "paper")),
    });
    const stops = candidateStops(
      decideContainers(
        city,
        outlooksOf(city, {
          a: { overflowBeforeNext: 0.9, fillPercent: 95 },
          b: { fillPercent: 30 },
          c: { fillPercent: 4 },
        }),
      ),
    );
    expect(stops[0]?.decisions.map(({ container, reason }) => [container.id, reason.code])).toEqual(
      [
        ["a", "overflow-risk"],
        ["b", "on-the-way"],
      ],
    );
  });

  test("a site that nothing asks for is no stop", () => {
    const city = smallCity(1);
    expect(candidateStops(decideContainers(city, outlooksOf(city, {})))).toEqual([]);
  });
});

function decide(changes: Record<string, Partial<ContainerOutlook>>) {
  const city = smallCity(4);
  return decideContainers(city, outlooksOf(city, changes));
}

function outlooksOf(
  city: ReturnType<typeof smallCity>,
  changes: Record<string, Partial<ContainerOutlook>>,
): Map<string, ContainerOutlook> {
  return new Map(
    city.containers.map(({ id }) => [
      id,
      {
        containerId: id,
        fillPercent: 10,
        fillLowPercent: 10,
        fillHighPercent: 10,
        ratePercentPerDay: 1,
        isRoundDay: true,
        daysToNext: 1,
        overflowBeforeNext: 0,
        fullHoursBeforeNext: 0,
        laterCents: 0,
        savedCents: 0,
        overflow24h: 0,
        hoursToFull: null,
        daysSinceEmptied: null,
        hasData: true,
        ...changes[id],
      },
    ]),
  );
}
