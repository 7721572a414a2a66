import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seconds } from "../../src/base/index.ts";
import { profileNamed } from "../../src/geo/index.ts";
import { loadAreaRoads } from "../../src/planning/area-roads.ts";
import { buildProblem } from "../../src/planning/build-problem.ts";
import { importWarnings } from "../../src/planning/import-warnings.ts";
import { type Traffic, trafficOfDay } from "../../src/planning/traffic.ts";
import { validateProblem } from "../../src/solver/index.ts";
import { writeGridCity } from "../support/grid-city.ts";
import { type PlanningRun, startPlanningRun } from "../support/planning-run.ts";

/** A Wednesday, 06:00 in the city. */
const MORNING_MS = Date.UTC(2026, 10, 25, 5);
const DAY = "2026-11-25";
const HOUR = 3600;

const span = (opens: number, closes: number, weekdays = [1, 2, 3, 4, 5]) => ({
  weekdays,
  opensSec: seconds(opens * HOUR),
  closesSec: seconds(closes * HOUR),
});

test("the hours of a day become slices, free ones between them, none on holidays", () => {
  const traffic: Traffic = {
    hours: [
      { hours: [span(7, 9), span(16, 18)], speedFactors: { tertiary: 0.5 } },
      { hours: [span(8, 11), span(10, 12, [7])], speedFactors: { tertiary: 0.8 } },
    ],
    holidays: ["2026-12-25"],
  };
  expect(trafficOfDay(traffic, DAY)).toEqual([
    { startSec: 7 * HOUR, entry: 0 }, // the first entry counts where two hold
    { startSec: 9 * HOUR, entry: 1 },
    { startSec: 11 * HOUR, entry: null },
    { startSec: 16 * HOUR, entry: 0 },
    { startSec: 18 * HOUR, entry: null },
  ]);
  expect(trafficOfDay(traffic, "2026-11-29")).toEqual([
    { startSec: 10 * HOUR, entry: 1 },
    { startSec: 12 * HOUR, entry: null },
  ]);
  expect(trafficOfDay(traffic, "2026-11-28")).toEqual([]);
  expect(trafficOfDay(traffic, "2026-12-25")).toEqual([]);
});

function placeIndex(
  placeIds: readonly string[],
  { kind, placeId }: { readonly kind: string; readonly placeId: string },
): number {
  const prefix = kind === "stop" ? "site" : kind === "disposal" ? "facility" : "depot";
  return placeIds.indexOf(`${prefix}:${placeId}`);
}

describe("a city with traffic and a profile of its own", () => {
  let run: PlanningRun;
  let folder: Awaited<ReturnType<typeof writeGridCity>>;

  const change = async (file: string, edit: (text: string) => string) => {
    const path = join(folder.directory, file);
    await writeFile(path, edit(await readFile(path, "utf8")));
  };
  const roadsOf = async () => {
    const city = await run.store.cities.loadCity("grid");
    if (city === null) throw new Error("the city was imported");
    return { city, roads: await loadAreaRoads(run.store, city, null) };
  };

  beforeAll(async () => {
    const narrow = { basedOn: "truck-26t", id: "grid-truck", description: "Slow by law." };
    const speedsKmh = { ...profileNamed("truck-26t")?.speedsKmh, residential: 12 };
    folder = await writeGridCity();
    await mkdir(join(folder.directory, "profiles"));
    const file = join(folder.directory, "profiles/grid-truck.json");
    await writeFile(file, JSON.stringify({ ...narrow, speedsKmh }));
    await change("city.json", (text) =>
      JSON.stringify({
        ...JSON.parse(text),
        traffic: [
          {
            hours: "Mo-Fr 06:00-09:00",
            speedFactors: { tertiary: 0.25, residential: 0.25 },
          },
        ],
        holidays: ["2026-12-25"],
      }),
    );
    await change("vehicle-types.csv", (text) => text.replace("truck-26t", "grid-truck"));
    await change("roads.osm", (text) =>
      text
        .replace("</osm>", '<node id="9999" lon="x" lat="57"/></osm>')
        .replace(
          '<tag k="highway" v="tertiary"/>',
          '<tag k="highway" v="tertiary"/><tag k="maxspeed:conditional" v="30 @ wet"/>',
        ),
    );
    run = await startPlanningRun(MORNING_MS);
    await run.importCity(folder.directory);
  }, 60_000);

  afterAll(async () => {
    await run.remove();
    await folder.remove();
  });

  test("plans with times that change over the day and never let a later truck come earlier", async () => {
    const { city, roads } = await roadsOf();
    const free = roads.matrices.byProfile.get("grid-truck")?.travelSec ?? new Int32Array();
    const busy = roads.matrices.traffic?.matrices.get("grid-truck")?.[0]?.travelSec ?? [];
    const at = free.indexOf(Math.max(...free));
    expect((busy[at] ?? 0) / (free[at] ?? 1)).toBeGreaterThan(2);
    const stops = city.sites.slice(0, 12).map((site) => ({
      id: `${site.id}/paper`,
      siteId: site.id,
      streamId: "paper",
      mustVisit: true,
      priceCents: 0,
      decisions: [],
    }));
    const slicesOn = (day: string) =>
      buildProblem({ city, stops, day, matrices: roads.matrices }).problem.profiles[0]?.slices;
    const { problem } = buildProblem({ city, stops, day: DAY, matrices: roads.matrices });
    expect(validateProblem(problem)).toEqual([]);
    expect(slicesOn(DAY)?.map(({ startSec }) => startSec)).toEqual([6 * HOUR, 9 * HOUR]);
    expect(slicesOn(DAY)?.[1]?.travelSec).toEqual(problem.profiles[0]?.matrix.travelSec);
    expect(slicesOn("2026-11-28")).toBeUndefined();
    expect(slicesOn("2026-12-25")).toBeUndefined();
  });

  test("makes a checked plan with the times of the hour in which each truck drives", async () => {
    const { roads } = await roadsOf();
    const plan = await run.plan("grid", DAY, 300);
    const { placeIds, byProfile, traffic } = roads.matrices;
    const free = byProfile.get("grid-truck");
    const busy = traffic?.matrices.get("grid-truck")?.[0];
    if (free === undefined || busy === undefined) throw new Error("no matrix");
    const counts = { busy: 0, free: 0 };
    for (const { visits } of plan.routes) {
      for (const [i, { kind, placeId, legSec, arrivalSec }] of visits.entries()) {
        const from = visits[i - 1];
        if (from === undefined || from.kind === "break" || kind === "break") continue;
        const [row, column] = [placeIndex(placeIds, from), placeIndex(placeIds, { kind, placeId })];
        const arc = row * free.placeCount + column;
        const isBusy = arrivalSec <= 9 * HOUR;
        if (!isBusy && from.endSec < 9 * HOUR) continue; // over the border: some of both
        expect(legSec).toBe((isBusy ? busy : free).travelSec[arc]);
        if ((busy.travelSec[arc] ?? 0) > (free.travelSec[arc] ?? 0))
          counts[isBusy ? "busy" : "free"]++;
      }
    }
    expect(counts.busy).toBeGreaterThan(3);
  });

  test("tells with each plan what of its roads was not understood", async () => {
    const warnings = await importWarnings(run.store, "grid");
    const details = warnings.map(({ detail }) => detail).join("\n");
    expect(details).toContain("roads.osm:elements: 1 elements are damaged");
    expect(details).toMatch(/conditions on signs are not understood.*30 @ wet/);
  });

  test("keeps its matrices when a site is added, and makes the new rows and columns alone", async () => {
    const before = await roadsOf();
    const version = await run.store.roads.graphVersion("grid");
    await change("sites.csv", (text) => `${text}s99,New,New,12.004,57.7031\n`);
    await run.importCity(folder.directory);
    expect(await run.store.roads.graphVersion("grid")).toBe(version);
    const after = await roadsOf();
    const [small, large] = [before, after].map(({ roads }) => roads.matrices);
    const newIndex = large?.placeIds.indexOf("site:s99") ?? -1;
    expect(newIndex).toBeGreaterThan(0);
    expect(large?.placeIds.filter((id) => id !== "site:s99")).toEqual(small?.placeIds);
    const whole = large?.byProfile.get("grid-truck");
    const known = small?.byProfile.get("grid-truck");
    if (whole === undefined || known === undefined) throw new Error("no matrix");
    const old = [...whole.travelSec].filter(
      (_, i) => i % whole.placeCount !== newIndex && Math.floor(i / whole.placeCount) !== newIndex,
    );
    expect(old).toEqual([...known.travelSec]);
    const newRow = whole.travelSec.subarray(
      newIndex * whole.placeCount,
      (newIndex + 1) * whole.placeCount,
    );
    expect(newRow.filter((sec) => sec > 0).length).toBe(whole.placeCount - 1);
  });
});
