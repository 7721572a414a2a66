import { describe, expect, test } from "vitest";
import type { CollectionReason } from "../../src/domain/index.ts";
import { reasonText } from "../../src/http/convert/reason.ts";
import { clockOfSec, fromTime, secOfClock, wallClock } from "../../src/http/convert/time.ts";
import { Locks } from "../../src/http/locks.ts";

function text(change: Partial<CollectionReason>): string {
  return reasonText({
    code: "overflow-risk",
    fillPercent: 82.4,
    fillLowPercent: 70,
    fillHighPercent: 95,
    overflowProbability: 0.61,
    hoursToFull: 14.3,
    priceCents: 100,
    ...change,
  });
}

describe("a reason's sentence", () => {
  test("gives fill, time and probability", () => {
    expect(text({})).toBe(
      "82 % full, expected to overflow in 14 h (probability 61 % before the next visit)",
    );
    expect(
      text({ code: "not-due", fillPercent: 12, hoursToFull: 240, overflowProbability: 0 }),
    ).toBe(
      "12 % full, not due: expected to overflow in 10 days (probability 0 % before the next visit)",
    );
    expect(text({ code: "no-data" })).toBe(
      "No reading to go by; assumed 70 to 95 % full (probability 61 % before the next visit)",
    );
  });

  test("calls nothing impossible or certain that is not", () => {
    expect(text({ overflowProbability: 0.001 })).toContain("probability below 1 %");
    expect(text({ overflowProbability: 0.9999 })).toContain("probability above 99 %");
    expect(text({ overflowProbability: 1 })).toContain("probability 100 %");
  });

  test("is there for what is full, does not fill, or fills within the hour", () => {
    expect(text({ fillPercent: 101 })).toContain("overflowing now");
    expect(text({ hoursToFull: null })).toContain("the fill does not grow");
    expect(text({ hoursToFull: 0.4 })).toContain("within the hour");
  });

  test("does not call due what was only worth a detour", () => {
    expect(text({ code: "left-out", fillPercent: 31 })).toMatch(/^31 % full, on no route today/);
    expect(text({ code: "left-out" })).not.toContain("due");
  });

  test("is a different one for each code", () => {
    const codes: CollectionReason["code"][] = [
      "overflow-risk",
      "interval-ends",
      "on-the-way",
      "sensor-alarm",
      "not-due",
      "no-data",
      "left-out",
    ];
    expect(new Set(codes.map((code) => text({ code }))).size).toBe(codes.length);
  });
});

describe("times", () => {
  test("of a clock and seconds after midnight are two forms of one thing", () => {
    expect(clockOfSec(0)).toBe("00:00");
    expect(clockOfSec(86_400)).toBe("24:00");
    for (const clock of ["00:00", "06:30", "23:59"]) {
      expect(clockOfSec(secOfClock(clock))).toBe(clock);
    }
  });

  test("on the wall follow the zone through the change of the clocks", () => {
    const clock = wallClock("Europe/Stockholm");
    const midnightMs = Date.UTC(2026, 2, 28, 23); // 29 March 2026: 02:00 becomes 03:00
    expect(clock(midnightMs)).toBe("00:00");
    expect(clock(midnightMs + 3600_000)).toBe("01:00");
    expect(clock(midnightMs + 2 * 3600_000)).toBe("03:00");
  });

  test("with nine digits of a second are read to the millisecond", () => {
    expect(fromTime("2026-11-24T06:20:31.193402771+01:00")).toBe(
      Date.UTC(2026, 10, 24, 5, 20, 31, 193),
    );
  });
});

describe("locks", () => {
  test("works of one name run one after the other, whether they succeed or not", async () => {
    const locks = new Locks();
    const events: string[] = [];
    const work = (name: string, isFailing: boolean) => async () => {
      events.push(`${name} begins`);
      await Promise.resolve();
      events.push(`${name} ends`);
      if (isFailing) throw new Error(name);
      return name;
    };
    const answers = await Promise.allSettled([
      locks.run("x", work("first", true)),
      locks.run("x", work("second", false)),
    ]);
    expect(events).toEqual(["first begins", "first ends", "second begins", "second ends"]);
    expect(answers.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
  });

  test("works of different names run at once", async () => {
    const locks = new Locks();
    const gate = Promise.withResolvers<string>();
    const waiting = locks.run("x", () => gate.promise);
    await locks.run("y", async () => gate.resolve("opened by the other"));
    expect(await waiting).toBe("opened by the other");
  });
});
