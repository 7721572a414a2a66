import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { AppError, type Fault } from "../../../src/domain/index.ts";
import {
  type CityFolder,
  cityFolderHash,
  readCityFolder,
} from "../../../src/planning/city/index.ts";
import { TINY_CITY, writeCityFolder } from "../../support/city-folder.ts";

const NOW_MS = Date.UTC(2026, 2, 2, 9);

const removals: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const remove of removals.splice(0)) await remove();
});

async function read(
  changes: Readonly<Record<string, string | Uint8Array | null>> = {},
): Promise<CityFolder> {
  const { directory, remove } = await writeCityFolder(changes);
  removals.push(remove);
  return readCityFolder(directory, NOW_MS);
}

async function faultsOf(
  changes: Readonly<Record<string, string | Uint8Array | null>>,
): Promise<readonly Fault[]> {
  const error = await read(changes).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw new Error(`no AppError but ${String(error)}`);
  expect(error.code).toBe("city/invalid");
  return error.faults;
}

function withSettings(settings: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ ...JSON.parse(TINY_CITY["city.json"]), ...settings });
}

describe("a complete folder", () => {
  test("gives the city with every table in the domain's units", async () => {
    const { city, roads, warnings } = await read();
    expect(warnings).toEqual([]);
    expect(roads.name).toBe("roads.osm");
    expect(new TextDecoder().decode(roads.bytes)).toBe("<osm></osm>");
    expect(city.area).toMatchObject({ id: "tiny", timeZone: "Europe/Stockholm" });
    expect(city.area.bounds).toEqual([11.99, 57.690000000000005, 12.03, 57.73]);
    expect(city.containers).toEqual([
      {
        id: "c1",
        siteId: "s1",
        streamId: "paper",
        volumeL: 1100,
        deviceId: "ab01",
        depthMm: 1300,
        sensorOffsetMm: 100,
        sensorModel: null,
      },
    ]);
    expect(city.vehicles[0]).toMatchObject({ shiftStartSec: 21_600, shiftEndSec: 52_200 });
    expect(city.facilities[0].openingHours).toEqual([
      { weekdays: [1, 2, 3, 4, 5], opensSec: 21_600, closesSec: 64_800 },
      { weekdays: [6], opensSec: 28_800, closesSec: 46_800 },
    ]);
    expect(city.policy).toMatchObject({ mustGoProbability: 0.2, nextVisitDays: 1 });
  });

  test("may say which kind of sensor is on a container", async () => {
    const header = "id,site,stream,device,sensor_model\n";
    const { city } = await read({ "containers.csv": `${header}c1,s1,paper,AB01,EM400-TLD\n` });
    expect(city.containers[0]?.sensorModel).toBe("em400-tld");
    const faults = await faultsOf({ "containers.csv": `${header}c1,s1,paper,AB01,EM9\n` });
    expect(faults.map(({ detail }) => detail)).toEqual([
      "sensor_model (em9) must be empty or one of em310-udl, em400-mud, em400-tld, em400-udl, " +
        "em500-udl, ldds75",
    ]);
  });

  test("may use semicolons, a byte-order mark, Windows line ends and columns in any order", async () => {
    const { city } = await read({
      "sites.csv": '\uFEFFlat;lon;note;id;name\r\n57.7;12.0;"x; y";s1;Corner\r\n',
    });
    expect(city.sites).toMatchObject([{ id: "s1", lon: 12, lat: 57.7, name: "Corner" }]);
  });

  test("may have a byte-order mark in its settings too", async () => {
    const { city } = await read({ "city.json": `\uFEFF${TINY_CITY["city.json"]}` });
    expect(city.area.id).toBe("tiny");
  });

  test("has a hash that changes with a value in it and not with its README", async () => {
    const first = await read();
    const same = await read({ "README.md": "read me" });
    const other = await read({ "depots.csv": "id,name,lon,lat\nd1,Yard,12.01,57.72\n" });
    expect(same.sourceHash).toBe(first.sourceHash);
    expect(other.sourceHash).not.toBe(first.sourceHash);
  });

  test("may bring road profiles of its own, which its hash knows", async () => {
    const { directory, remove } = await writeCityFolder({
      "vehicle-types.csv": TINY_CITY["vehicle-types.csv"]?.replace("truck-26t", "narrow") ?? null,
    });
    removals.push(remove);
    const bare = await cityFolderHash(directory);
    await expect(readCityFolder(directory, NOW_MS)).rejects.toThrow(/profile \(narrow\)/);
    await mkdir(join(directory, "profiles"));
    const narrow = { basedOn: "truck-7.5t", id: "narrow", description: "A narrow truck." };
    const write = (file: string, profile: object) =>
      writeFile(join(directory, "profiles", file), JSON.stringify(profile));
    await write("b.json", { ...narrow, basedOn: "wide" });
    await write("a.json", { ...narrow, id: "wide", drivingSide: "left" });
    const folder = await readCityFolder(directory, NOW_MS);
    expect(folder.city.vehicleTypes[0]?.profile).toBe("narrow");
    expect(folder.profiles.find(({ id }) => id === "narrow")?.drivingSide).toBe("left");
    expect(await cityFolderHash(directory)).not.toBe(bare);
    await write("b.json", { ...narrow, speedsKmh: { road: "fast" } });
    await write("c.json", { ...narrow, id: "truck-26t" });
    await write("d.json", { ...narrow, id: "bench", purpose: "comparison" });
    await writeFile(join(directory, "profiles/e.json"), "{");
    const faults = await readCityFolder(directory, NOW_MS).then(
      () => [],
      (thrown: AppError) => thrown.faults.map(({ pointer }) => pointer),
    );
    expect(faults).toEqual(
      expect.arrayContaining([
        "profiles/b.json:/speedsKmh/road",
        "profiles/c.json:/id",
        "profiles/d.json:/purpose",
        "profiles/e.json",
      ]),
    );
  });

  test("may say when which roads are slower, and on which days they are not", async () => {
    const traffic = [{ hours: "Mo,Tu 07:00-09:00,16:00-18:00", speedFactors: { primary: 0.5 } }];
    const folder = await read({
      "city.json": withSettings({ traffic, holidays: ["2026-12-25"] }),
    });
    expect(folder.traffic).toEqual({
      hours: [
        {
          hours: [
            { weekdays: [1, 2], opensSec: 25_200, closesSec: 32_400 },
            { weekdays: [1, 2], opensSec: 57_600, closesSec: 64_800 },
          ],
          speedFactors: { primary: 0.5 },
        },
      ],
      holidays: ["2026-12-25"],
    });
    const wrong = [
      { hours: "early", speedFactors: { primary: 0.5 } },
      { hours: "Mo 07:00-09:00", speedFactors: { primary: 0 } },
      { hours: "Mo 07:00-09:00", speedFactors: { avenue: 0.5 } },
    ];
    const faults = await faultsOf({
      "city.json": withSettings({ traffic: wrong, holidays: ["Christmas"] }),
    });
    expect(faults.map(({ pointer }) => pointer)).toEqual([
      "city.json:traffic.0.hours",
      "city.json:traffic.1.speedFactors.primary",
      "city.json:traffic.2.speedFactors",
      "city.json:holidays.0",
    ]);
  });

  test("warns of sites without a container", async () => {
    const { warnings } = await read({
      "sites.csv": "id,lon,lat\ns1,12,57.7\ns2,12.001,57.7\n",
    });
    expect(warnings).toEqual([
      {
        pointer: "containers.csv:site",
        detail: "1 of 2 sites have no container and are never visited, first (s2)",
      },
    ]);
  });
});

describe("faults", () => {
  test("of all files are told at once, each with its line, column, value and remedy", async () => {
    const faults = await faultsOf({
      "city.json": withSettings({ timeZone: "Europe/Gothenburg", policy: { overflowCents: -5 } }),
      "containers.csv":
        "id,site,stream,volume_l\nc1,s9,paper,1100\nc1,s1,papier,lots\nc 3,s1,paper,5\n",
      "vehicles.csv": "id,type,depot,shift_start,shift_end\nv1,rear,d1,6 o'clock,14:30\n",
    });
    expect(faults).toEqual([
      {
        pointer: "city.json:timeZone",
        detail:
          'timeZone ("Europe/Gothenburg"): must be an IANA time zone such as Europe/Stockholm',
      },
      {
        pointer: "city.json:policy.overflowCents",
        detail: expect.stringContaining("policy.overflowCents (-5)"),
      },
      {
        pointer: "containers.csv:2:site",
        detail: "site (s9) is not in the sites: add it there or use s1",
      },
      {
        pointer: "containers.csv:3:stream",
        detail: "stream (papier) is not in streams.csv: add it there or use paper",
      },
      {
        pointer: "containers.csv:3:volume_l",
        detail: "volume_l (lots) must be a number from 10 to 40000",
      },
      {
        pointer: "containers.csv:3:id",
        detail: "id (c1) is on line 2 already: give each its own",
      },
      {
        pointer: "containers.csv:4:volume_l",
        detail: "volume_l (5) must be a number from 10 to 40000",
      },
      {
        pointer: "containers.csv:4:id",
        detail: "id (c 3) must be 1 to 100 letters, digits, dots, dashes, colons or underscores",
      },
      {
        pointer: "vehicles.csv:2:shift_start",
        detail: "shift_start (6 o'clock) must be a clock time such as 06:30, up to 24:00",
      },
    ]);
  });

  test("name missing files and missing columns", async () => {
    const faults = await faultsOf({
      "depots.csv": null,
      "roads.osm": null,
      "streams.csv": "id,name,compaction_ratio\npaper,Paper,4\n",
    });
    expect(faults.map((fault) => fault.pointer)).toEqual([
      "city.json:roads",
      "streams.csv:1:density_kg_per_m3",
      "containers.csv:2:stream",
      "depots.csv",
      "facilities.csv:2:streams",
      "vehicles.csv:2:depot",
    ]);
  });

  test("are coordinates outside the globe, at zero, and swapped", async () => {
    const faults = await faultsOf({
      "sites.csv": "id,lon,lat\ns1,12,57.7\ns2,12,157.7\ns3,0,0\ns4,57.7,12\n",
    });
    expect(faults.map((fault) => fault.pointer)).toEqual([
      "sites.csv:3:lat",
      "sites.csv:4:lon",
      "place:s2",
      "place:s3",
      "place:s4",
    ]);
    expect(faults.at(-1)?.detail).toContain("check that lon and lat are not swapped");
  });

  test("are breaks that cannot be read, lie outside the shift, or stand in the wrong order", async () => {
    const row = (breaks: string) => `v${breaks.length},rear,d1,06:00,14:30,${breaks}\n`;
    const faults = await faultsOf({
      "vehicles.csv":
        "id,type,depot,shift_start,shift_end,breaks\n" +
        row("noon") +
        row("05:00-07:00/30") +
        row("11:00-12:00/30;09:00-10:00/15") +
        row("09:00-10:00/15/paid;11:00-12:00/30"),
    });
    expect(faults).toEqual([
      {
        pointer: "vehicles.csv:2:breaks",
        detail: "the break (noon) must be like 11:00-12:30/30 (or …/30/paid)",
      },
      {
        pointer: "vehicles.csv:3:breaks",
        detail: "the break (05:00-07:00/30) must begin within the shift, its span forward",
      },
      {
        pointer: "vehicles.csv:4:breaks",
        detail: "the break (09:00-10:00/15) ends before the one listed ahead of it",
      },
    ]);
  });

  test("are streams that nothing takes and shifts that end before they start", async () => {
    const faults = await faultsOf({
      "streams.csv":
        "id,name,density_kg_per_m3,compaction_ratio\npaper,Paper,63,4\nglass,Glass,225,1\n",
      "vehicles.csv": "id,type,depot,shift_start,shift_end\nv1,rear,d1,14:30,06:00\n",
    });
    expect(faults).toEqual([
      {
        pointer: "vehicles.csv:2:shift_end",
        detail: "shift_end (06:00) must be after the start",
      },
      {
        pointer: "facilities.csv:streams",
        detail: "no facility accepts the stream (glass): add it",
      },
    ]);
  });

  test("are parts of a cent and more streams than can be planned", async () => {
    const streams = Array.from({ length: 31 }, (_, i) => `stream${i},Stream,63,4`);
    const faults = await faultsOf({
      "vehicle-types.csv": TINY_CITY["vehicle-types.csv"].replace(",60,", ",60.5,"),
      "streams.csv": `${TINY_CITY["streams.csv"]}${streams.join("\n")}\n`,
      "facilities.csv": TINY_CITY["facilities.csv"].replace("paper", "all"),
    });
    expect(faults.map(({ pointer, detail }) => [pointer, detail])).toEqual([
      ["streams.csv", "has 32 streams: at most 30 are planned"],
      [
        "vehicle-types.csv:2:per_km_cents",
        "per_km_cents (60.5) must be a whole number from 0 to 10000000",
      ],
    ]);
  });

  test("are opening hours that cannot be read", async () => {
    const faults = await faultsOf({
      "facilities.csv":
        "id,name,lon,lat,streams,opening_hours,unload_s\nf1,Plant,12.02,57.72,paper,mornings,900\n",
    });
    expect(faults).toHaveLength(1);
    expect(faults[0].detail).toContain("opening_hours (mornings)");
  });

  test("are letters that are not UTF-8, as an older spreadsheet writes them", async () => {
    const latin = Buffer.from("id,name,lon,lat\nd1,G\u00e5rda,12.01,57.71\n", "latin1");
    const faults = await faultsOf({ "depots.csv": latin });
    expect(faults.map(({ pointer }) => pointer)).toEqual(["depots.csv:2"]);
    expect(faults[0].detail).toContain("UTF-8");
  });

  test("are files outside of the folder", async () => {
    const faults = await faultsOf({
      "city.json": withSettings({ roads: "../roads.osm", sites: { file: "/tmp/sites.csv" } }),
    });
    expect(faults.map(({ pointer }) => pointer)).toEqual([
      "city.json:roads",
      "city.json:sites.file",
    ]);
  });

  test("of a folder that is not there name its files", async () => {
    const error = await readCityFolder("/nowhere/at/all", NOW_MS).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: "city/invalid" });
    expect(error.message).toContain("city.json: the file is missing");
  });

  test("in text that is no JSON and no CSV are told, not thrown as they are", async () => {
    const faults = await faultsOf({
      "city.json": "{id: tiny}",
      "sites.csv": 'id,lon,lat\ns1,"12,57.7\n',
    });
    expect(faults[0].pointer).toBe("city.json");
    expect(faults[0].detail).toContain("is not JSON");
    expect(faults[1].pointer).toBe("sites.csv");
    expect(faults[1].detail).toContain("cannot be read as CSV");
  });

  test("in a file that lacks a line's values are told by line", async () => {
    const faults = await faultsOf({ "depots.csv": "id,name,lon,lat\nd1,Yard,12.01,57.71,extra\n" });
    expect(faults[0].pointer).toBe("depots.csv:2");
    expect(faults[0].detail).toContain("5 values where the head has 4");
  });
});

describe("sites from GeoJSON", () => {
  const streams =
    "id,name,density_kg_per_m3,compaction_ratio,default_volume_l,osm_tags\n" +
    "paper,Paper,63,4,1100,recycling:paper;recycling:cardboard\n" +
    "glass,Glass,225,1,2500,recycling:glass;recycling:glass_bottles\n";
  const feature = (id: string, tags: object, coordinates: unknown = [12, 57.7]) => ({
    type: "Feature",
    properties: { id, amenity: "recycling", ...tags },
    geometry: { type: "Point", coordinates },
  });
  const changes = (features: readonly object[], settings: object = {}) => ({
    "city.json": withSettings({
      sites: { file: "sites.geojson", where: { amenity: "recycling" } },
      ...settings,
    }),
    "sites.geojson": JSON.stringify({ type: "FeatureCollection", features }),
    "sites.csv": null,
    "containers.csv": null,
    "streams.csv": streams,
    "facilities.csv": TINY_CITY["facilities.csv"].replace("paper", "all"),
  });

  test("give one container for each stream that their recycling tags tell", async () => {
    const { city } = await read(
      changes([
        feature("node/1", { "recycling:paper": "yes", "recycling:glass": "no", name: "Square" }),
        feature("node/2", {
          "recycling:glass_bottles": "yes",
          "recycling:cardboard": "yes",
          "addr:street": "Main Street",
          "addr:housenumber": "4",
        }),
      ]),
    );
    expect(city.sites.map(({ id, name }) => [id, name])).toEqual([
      ["node-1", "Square"],
      ["node-2", "Main Street 4"],
    ]);
    expect(city.containers.map(({ id, volumeL }) => [id, volumeL])).toEqual([
      ["node-1-paper", 1100],
      ["node-2-paper", 1100],
      ["node-2-glass", 2500],
    ]);
  });

  test("without tags get the default streams, as many each as the settings say", async () => {
    const { city } = await read(
      changes([feature("node/1", {})], {
        defaultContainers: { streams: ["glass"], perStream: 2 },
      }),
    );
    expect(city.containers.map(({ id }) => id)).toEqual(["node-1-glass-1", "node-1-glass-2"]);
  });

  test("leave out features that are no sites and take the middle of outlines", async () => {
    const ring = [
      [12, 57.7],
      [12.002, 57.7],
      [12.002, 57.702],
      [12, 57.702],
      [12, 57.7],
    ];
    const outline = {
      type: "Feature",
      properties: { id: "way/7", amenity: "recycling", "recycling:paper": "yes" },
      geometry: { type: "Polygon", coordinates: [ring] },
    };
    const basket = feature("node/9", { amenity: "waste_basket" });
    const { city } = await read(changes([outline, basket]));
    expect(city.sites).toHaveLength(1);
    expect(city.sites[0].lon).toBeCloseTo(12.001, 9);
    expect(city.sites[0].lat).toBeCloseTo(57.701, 9);
  });

  test("with the same id twice, no place, or no container are faults", async () => {
    const faults = await faultsOf(
      changes([
        feature("node/1", {}),
        feature("node/1", {}),
        feature("node/2", {}, [200, 0]),
        feature("no way", {}),
      ]),
    );
    expect(faults.map((fault) => fault.pointer)).toEqual([
      "sites.geojson:features.1.id",
      "sites.geojson:features.2.geometry",
      "sites.geojson:features.3.id",
      "containers.csv",
    ]);
  });
});

describe("readings", () => {
  const settings = (readings: object) => ({ "city.json": withSettings({ readings }) });

  test("may have ISO or Unix times and come in any order, twice, plain or gzipped", async () => {
    const rows =
      "container,time,fill_percent,battery\nc1,1772438400,50,3.6\nc1,2026-03-01T08:00:00Z,40,3.6\n" +
      "c1,1772438400,50,3.6\nc1,2026-03-01T10:00:00+01:00,41,3.6\nc1,2026-03-01 09:30:00,42,\n";
    for (const changes of [{ "readings.csv": rows }, { "readings.csv.gz": gzipSync(rows) }]) {
      const { readings } = await read(changes);
      expect(readings.warnings).toEqual([]);
      expect([...readings].map(({ atMs, fillPercent }) => [atMs, fillPercent])).toEqual([
        [Date.UTC(2026, 2, 1, 8), 40],
        [Date.UTC(2026, 2, 1, 9), 41],
        [Date.UTC(2026, 2, 1, 9, 30), 42],
        [1772438400_000, 50],
      ]);
    }
  });

  test("may be distances of a device, which the container's depth turns into fill", async () => {
    // 1,300 mm to the bottom, 100 mm to a full container: 700 mm is half.
    const { readings } = await read({
      "readings.csv": "device,time,distance_mm\nab01,1772438400,700\nAB01,1772442000,100\n",
    });
    expect([...(readings.byContainer.get("c1")?.fillPercent ?? [])]).toEqual([50, 100]);
  });

  test("that cannot be used are counted and told, and the others kept", async () => {
    const { readings } = await read({
      "readings.csv":
        "container,time,fill_percent\nc9,1772438400,50\nc1,yesterday,50\nc1,1772438400,full\n" +
        "c8,1772438400,50\nc1,1772438400,33\nc1,1999999999,60\n",
    });
    expect(readings.count).toBe(1);
    expect(readings.warnings).toEqual([
      {
        pointer: "readings.csv:2:container",
        detail: "2 readings were left out: the container is not known, first (c9)",
      },
      {
        pointer: "readings.csv:3:time",
        detail: "1 reading was left out: the time cannot be read, first (yesterday)",
      },
      {
        pointer: "readings.csv:4:fill_percent",
        detail: "1 reading was left out: the value cannot be read, first (full)",
      },
      {
        pointer: "readings.csv:time",
        detail: "1 with a time after now were left out",
      },
    ]);
  });

  test("with decimal commas are left out and told, not cut at the comma", async () => {
    const { readings } = await read({
      "readings.csv":
        "container;time;fill_percent;distance_mm\nc1;1772438400;12,5\nc1;1772438500;13\n",
    });
    expect([...readings].map(({ fillPercent }) => fillPercent)).toEqual([13]);
    expect(readings.warnings[0]?.detail).toContain("first (12,5)");
  });

  test("without the columns they need are a fault", async () => {
    const faults = await faultsOf({ "readings.csv": "bin,when\nc1,1772438400\n" });
    expect(faults.map((fault) => fault.pointer)).toEqual([
      "readings.csv:1:container",
      "readings.csv:1:time",
      "readings.csv:1:fill_percent",
    ]);
  });

  test("moved by weeks keep their weekday, reach now and give at least eight weeks of nine", async () => {
    const hour = 3_600_000;
    const fromMs = Date.UTC(2025, 8, 1, 0); // a Monday
    const rows = Array.from(
      { length: 9 * 7 * 8 },
      (_, i) => `c1,${(fromMs + i * 3 * hour) / 1000},${i % 90}`,
    );
    const { readings } = await read({
      ...settings({ file: "readings.csv", shift: "weeks-to-now" }),
      "readings.csv": `container,time,fill_percent\n${rows.join("\n")}\n`,
    });
    const times = [...readings].map(({ atMs }) => atMs);
    expect(readings.warnings).toEqual([]);
    expect(NOW_MS - Math.max(...times)).toBeLessThan(3 * hour);
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThanOrEqual((8 * 7 * 24 - 3) * hour);
    expect((times[0] - fromMs) % (7 * 24 * hour)).toBe(0);
  });

  test("named in the settings must be there", async () => {
    const faults = await faultsOf(settings({ file: "fill.csv" }));
    expect(faults).toEqual([{ pointer: "fill.csv", detail: "the file is missing" }]);
  });
});
