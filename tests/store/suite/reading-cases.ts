import fc from "fast-check";
import { expect, test } from "vitest";
import type { Reading } from "../../../src/domain/index.ts";
import { smallCity } from "../small-city.ts";
import { allPages, FIRST_PAGE, type StoreUnderTest } from "./harness.ts";

const IMPORTED = { sourceHash: "hash", atMs: 1 };

function reading(change: Partial<Reading>): Reading {
  return {
    containerId: "a-c0",
    atMs: 1000,
    fillPercent: 12.5,
    quality: 0,
    reasons: [],
    source: "api",
    sequence: null,
    receivedAtMs: 2000,
    ...change,
  };
}

/** Few values, so that equal ones are common; the key says which readings are the same. */
const readingArbitrary = fc
  .record({
    containerId: fc.constantFrom("a-c0", "a-c1"),
    atMs: fc.constantFrom(1, 2, 3),
    sourceIndex: fc.constantFrom(0, 1),
    sequence: fc.constantFrom(null, 0, 1, 2),
    fillPercent: fc.constantFrom(10, 20),
  })
  .map(({ sourceIndex, ...rest }) => ({ ...rest, sourceIndex }));

type Draft = typeof readingArbitrary extends fc.Arbitrary<infer T> ? T : never;

function keyOf({ containerId, sourceIndex, sequence, atMs }: Draft): string {
  const own = sequence === null ? `at ${atMs}` : `number ${sequence}`;
  return `${containerId} ${sourceIndex} ${own}`;
}

function withSource(draft: Draft, run: number): Reading {
  const { sourceIndex, ...rest } = draft;
  return reading({ ...rest, source: `run-${run}-${sourceIndex}` });
}

export function readingCases(underTest: StoreUnderTest): void {
  test("a judgement shows the worse quality and all reasons, is replaced, and leaves the series", async () => {
    const { store } = underTest;
    await store.cities.replaceCity(smallCity("a", 2), IMPORTED);
    const told = { quality: 1 as const, reasons: ["out-of-range"] };
    const readings = [1000, 2000, 3000].map((atMs) => reading({ atMs, ...told }));
    await store.readings.ingest([...readings, reading({ containerId: "a-c1" })]);
    const shown = async () => {
      const { items } = await store.readings.list("a-c0", { fromMs: 0, toMs: 9000 }, FIRST_PAGE);
      return items.map(({ quality, reasons }) => `${quality} ${reasons.join(" ")}`);
    };
    const spike = { quality: 3 as const, reasons: ["spike", "out-of-range"] };
    await store.readings.judge(
      new Map([
        ["a-c0", [1000, 2000, 3000, 4000].map((atMs) => ({ atMs, ...spike }))],
        ["nobody", []],
      ]),
      1500,
      9000,
    );
    const before = "1 out-of-range";
    expect(await shown()).toEqual([before, "3 out-of-range spike", "3 out-of-range spike"]);
    expect((await store.readings.latestOfArea("a")).get("a-c0")?.quality).toBe(3);
    expect([...(await store.readings.series("a-c0", 0, 9000)).quality]).toEqual([1, 1, 1]);
    await store.readings.judge(new Map([["a-c0", [{ atMs: 3000, ...spike }]]]), 0, 3000);
    expect(await shown()).toEqual([before, before, "3 out-of-range spike"]);
    await store.readings.judge(new Map([["a-c1", []]]), 0, 9000);
    expect((await shown()).at(-1)).toBe("3 out-of-range spike");
  });

  test("readings come back oldest first, with everything they had, after a restart", async () => {
    await underTest.store.cities.replaceCity(smallCity("a", 1), IMPORTED);
    const late = reading({
      atMs: 3000,
      fillPercent: 101.25,
      quality: 2,
      reasons: ["jump", "late"],
      sequence: 0,
    });
    const early = reading({ atMs: 1000 });
    expect(await underTest.store.readings.ingest([late, early])).toEqual(["stored", "stored"]);
    const { readings } = await underTest.reopen();
    const range = { fromMs: 0, toMs: 5000 };
    expect((await readings.list("a-c0", range, FIRST_PAGE)).items).toEqual([early, late]);
    expect(await readings.series("a-c0", 0, 5000)).toEqual({
      atMs: new Float64Array([1000, 3000]),
      fillPercent: new Float64Array([12.5, 101.25]),
      quality: new Uint8Array([0, 2]),
    });
    expect(await readings.count("a")).toBe(2);
  });

  test("a range holds its start and not its end", async () => {
    const { cities, readings } = underTest.store;
    await cities.replaceCity(smallCity("a", 1), IMPORTED);
    await readings.ingest([1, 2, 3].map((atMs) => reading({ atMs })));
    expect((await readings.series("a-c0", 1, 3)).atMs).toEqual(new Float64Array([1, 2]));
    const page = await readings.list("a-c0", { fromMs: 2, toMs: 4 }, FIRST_PAGE);
    expect(page.items.map(({ atMs }) => atMs)).toEqual([2, 3]);
    expect((await readings.series("nobody", 0, 9)).atMs.length).toBe(0);
  });

  test("readings of one moment are paged without loss", async () => {
    const { cities, readings } = underTest.store;
    await cities.replaceCity(smallCity("a", 1), IMPORTED);
    const sent = [null, 0, 1, 2, 3].map((sequence) => reading({ sequence }));
    await readings.ingest([...sent, reading({ source: "other" }), reading({ atMs: 1001 })]);
    const range = { fromMs: 1000, toMs: 2000 };
    const { items, pageCount } = await allPages(2, (page) => readings.list("a-c0", range, page));
    expect(pageCount).toBe(4);
    expect(items.map(({ sequence }) => sequence)).toEqual([null, 0, 1, 2, 3, null, null]);
    expect(items.map(({ source }) => source).slice(5)).toEqual(["other", "api"]);
  });

  test("the newest reading and the series of every container of an area are given at once", async () => {
    const { cities, readings } = underTest.store;
    await cities.replaceCity(smallCity("a", 3), IMPORTED);
    await cities.replaceCity(smallCity("b", 1), IMPORTED);
    await readings.ingest([
      reading({ containerId: "a-c0", atMs: 1 }),
      reading({ containerId: "a-c0", atMs: 3, fillPercent: 30 }),
      reading({ containerId: "a-c2", atMs: 2 }),
      reading({ containerId: "b-c0", atMs: 9 }),
    ]);
    const latest = await readings.latestOfArea("a");
    expect(await readings.latestOf([...latest.keys(), "nowhere"])).toEqual(latest);
    expect(await readings.latestOf([])).toEqual(new Map());
    expect([...latest].map(([id, { atMs }]) => [id, atMs])).toEqual([
      ["a-c0", 3],
      ["a-c2", 2],
    ]);
    const series = await readings.seriesOfArea("a", 2, 4);
    expect([...series].map(([id, { atMs }]) => [id, [...atMs]])).toEqual([
      ["a-c0", [3]],
      ["a-c2", [2]],
    ]);
    expect(await readings.count("a")).toBe(3);
  });

  test("the times of the newest readings are given oldest first, as many as asked for", async () => {
    const { cities, readings } = underTest.store;
    await cities.replaceCity(smallCity("a", 2), IMPORTED);
    await readings.ingest([5, 1, 4, 2].map((atMs) => reading({ atMs })));
    const times = await readings.reportTimes("a", 3);
    expect([...times].map(([id, atMs]) => [id, [...atMs]])).toEqual([["a-c0", [2, 4, 5]]]);
  });

  test("a batch with an unknown container is refused as a whole, naming each", async () => {
    const { cities, readings } = underTest.store;
    await cities.replaceCity(smallCity("a", 1), IMPORTED);
    const batch = ["a-c0", "x", "y", "x"].map((containerId) => reading({ containerId }));
    await expect(readings.ingest(batch)).rejects.toMatchObject({
      code: "container/unknown",
      faults: [{ pointer: "/readings/1/containerId" }, { pointer: "/readings/2/containerId" }],
    });
    expect(await readings.count("a")).toBe(0);
  });

  test("a refused batch does not touch one that is sent in the same moment", async () => {
    const { cities, readings } = underTest.store;
    await cities.replaceCity(smallCity("a", 1), IMPORTED);
    const [first, second, third] = await Promise.allSettled([
      readings.ingest([reading({ atMs: 1 })]),
      readings.ingest([reading({ atMs: 2 }), reading({ containerId: "x" })]),
      readings.ingest([reading({ atMs: 3 })]),
    ]);
    expect([first?.status, second?.status, third?.status]).toEqual([
      "fulfilled",
      "rejected",
      "fulfilled",
    ]);
    expect((await readings.series("a-c0", 0, 9)).atMs).toEqual(new Float64Array([1, 3]));
  });

  test("each reading is stored once, in whatever order and however often it comes", async () => {
    const { cities, readings } = underTest.store;
    await cities.replaceCity(smallCity("a", 2), IMPORTED);
    let run = 0;
    const batches = fc.array(fc.array(readingArbitrary, { maxLength: 6 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(batches, async (sent) => {
        run += 1;
        const seen = new Set<string>();
        const expected = sent.map((batch) =>
          batch.map((draft) => {
            const isNew = !seen.has(keyOf(draft));
            seen.add(keyOf(draft));
            return isNew ? "stored" : "duplicate";
          }),
        );
        // Asked for at once: they share a commit, and count in the order of asking.
        const outcomes = await Promise.all(
          sent.map((batch) => readings.ingest(batch.map((draft) => withSource(draft, run)))),
        );
        expect(outcomes).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test("the same batch three times at once is stored once", async () => {
    const { cities, readings } = underTest.store;
    await cities.replaceCity(smallCity("a", 2), IMPORTED);
    let run = 0;
    const batch = fc.uniqueArray(readingArbitrary, { selector: keyOf, minLength: 1 });
    const shuffles = fc.array(fc.nat(), { minLength: 3, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(batch, shuffles, async (drafts, seeds) => {
        run += 1;
        const before = await readings.count("a");
        const outcomes = await Promise.all(
          seeds.map((seed) => {
            const at = seed % drafts.length;
            const turned = [...drafts.slice(at), ...drafts.slice(0, at)];
            return readings.ingest(turned.map((draft) => withSource(draft, run)));
          }),
        );
        const stored = outcomes.flat().filter((outcome) => outcome === "stored");
        expect(stored.length).toBe(drafts.length);
        expect((await readings.count("a")) - before).toBe(drafts.length);
      }),
      { numRuns: 40 },
    );
  });

  test("forecasts are kept one a container, and not for one that is gone", async () => {
    const { cities, forecasts } = underTest.store;
    await cities.replaceCity(smallCity("a", 2), IMPORTED);
    const forecast = {
      containerId: "a-c0",
      computedAtMs: 5,
      fillPercent: 50.5,
      fillLowPercent: 40,
      fillHighPercent: 60,
      ratePercentPerDay: 7.25,
      overflowProbability24h: 0.01,
      hoursToFull: null,
    };
    await forecasts.putAll([{ ...forecast, fillPercent: 1 }]);
    await forecasts.putAll([forecast, { ...forecast, containerId: "a-c1", hoursToFull: 31.5 }]);
    expect(await forecasts.get("a-c0")).toEqual(forecast);
    const ofArea = await forecasts.ofArea("a");
    expect(ofArea.get("a-c1")?.hoursToFull).toBe(31.5);
    expect(await forecasts.of([...ofArea.keys(), "nowhere"])).toEqual(ofArea);
    expect(await forecasts.of([])).toEqual(new Map());
    const lost = forecasts.putAll([{ ...forecast, containerId: "x" }]);
    await expect(lost).rejects.toMatchObject({ code: "container/unknown" });
    expect(await forecasts.get("x")).toBeNull();
  });

  test("road files come back byte for byte, and only in the version asked for", async () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 31) % 256);
    const { roads } = underTest.store;
    await roads.put("a", "lines", "v1", new Uint8Array([1]));
    await roads.put("a", "lines", "v2", bytes);
    await roads.setGraphVersion("a", "v1");
    await roads.setGraphVersion("a", "v2");
    const kept = (await underTest.reopen()).roads;
    expect(await kept.get("a", "lines", "v2")).toEqual(bytes);
    expect(await kept.get("a", "lines", "v1")).toBeNull();
    expect(await kept.graphVersion("a")).toBe("v2");
    expect(await kept.graphVersion("b")).toBeNull();
  });
}
