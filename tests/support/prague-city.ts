import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Container } from "../../src/domain/index.ts";
import { readCityFolder } from "../../src/planning/city/index.ts";

const WEEK_SEC = 7 * 86_400;

/** Weeks of each history that the folder takes. */
const WEEKS = 9;

/** One real container's readings: Unix seconds and percent. */
interface RealHistory {
  readonly stream: string;
  readonly atSec: readonly number[];
  readonly fillPercent: readonly string[];
}

const TABLES: Readonly<Record<string, string>> = {
  "city.json": JSON.stringify({
    id: "prague-north",
    name: "Prague North",
    timeZone: "Europe/Prague",
    roads: "roads.osm.pbf",
    attribution: "© OpenStreetMap contributors, ODbL 1.0",
    sites: { file: "sites.geojson", where: { amenity: "recycling" } },
    defaultContainers: { streams: ["paper", "plastic", "glass"] },
    readings: { file: "readings.csv.gz", shift: "weeks-to-now" },
  }),
  "streams.csv": [
    "id,name,density_kg_per_m3,compaction_ratio,default_volume_l,osm_tags",
    "paper,Paper,63,4,1100,recycling:paper;recycling:cardboard;recycling:magazines",
    "plastic,Plastic,24,6,1100,recycling:plastic;recycling:plastic_bottles;recycling:cartons",
    "glass,Glass,225,1,1500,recycling:glass;recycling:glass_bottles",
    "",
  ].join("\n"),
  "vehicle-types.csv": [
    "id,name,profile,payload_kg,body_l,streams,service_base_s,service_per_container_s," +
      "fixed_cents,per_km_cents,per_hour_cents,diesel_l_per_100km,diesel_l_per_lift",
    "rear,Rear loader,truck-26t,10000,20000,paper;plastic,40,32,15000,60,5800,38,0.03",
    "crane,Crane truck,truck-18t,7000,16000,glass;paper,120,60,13000,55,3200,30,0.05",
    "",
  ].join("\n"),
  "vehicles.csv": [
    "id,name,type,depot,shift_start,shift_end",
    "r1,Rear 1,rear,letnany,06:00,15:00",
    "r2,Rear 2,rear,letnany,06:00,15:00",
    "r3,Rear 3,rear,letnany,06:00,15:00",
    "k1,Crane 1,crane,letnany,06:00,15:00",
    "k2,Crane 2,crane,letnany,07:00,16:00",
    "",
  ].join("\n"),
  "depots.csv": "id,name,lon,lat\nletnany,Letňany,14.5199,50.12\n",
  // The extract's two areas of landfill.
  "facilities.csv": [
    "id,name,lon,lat,streams,opening_hours,unload_s",
    "chabry,Dolní Chabry,14.45389,50.14698,paper;plastic,Mo-Su 06:00-18:00,900",
    "zahradnictvi,K Zahradnictví,14.48181,50.13358,all,Mo-Su 07:00-17:00,900",
    "",
  ].join("\n"),
};

/**
 * Assembles a city folder in a temporary directory from public data: the roads of north Prague, its
 * real recycling points as sites, and real fill histories of Prague's containers as readings.
 *
 * The histories carry no coordinates, so they are dealt out: the n-th container of a stream (in the
 * order of the recycling points) takes the n-th window of nine weeks from its stream's histories:
 * the last of each history, then those that end a week earlier, and so on, so that no two
 * containers show the same readings. All are moved to end in one week, which the import moves to
 * now.
 *
 * @param data the folder with `osm/` and `fill/`
 */
export async function makePragueCity(
  data: string,
): Promise<{ directory: string; remove: () => Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), "fillroute-prague-"));
  await copyFile(join(data, "osm/prague-north.osm.pbf"), join(directory, "roads.osm.pbf"));
  await copyFile(join(data, "osm/bins/prague-north.geojson"), join(directory, "sites.geojson"));
  for (const [file, content] of Object.entries(TABLES)) {
    await writeFile(join(directory, file), content);
  }
  const histories = await readHistories(join(data, "fill/prague"));
  const empty = "container,time,fill_percent\n";
  await writeFile(join(directory, "readings.csv.gz"), gzipSync(empty));
  const { city } = await readCityFolder(directory, Date.UTC(2025, 0, 1));
  const rows = dealHistories(city.containers, histories);
  await writeFile(join(directory, "readings.csv.gz"), gzipSync(`${empty}${rows.join("\n")}\n`));
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
}

async function readHistories(directory: string): Promise<readonly RealHistory[]> {
  const bins = (await readFile(join(directory, "bins.csv"), "utf8")).trim().split("\n").slice(1);
  const rows = gunzipSync(await readFile(join(directory, "readings.csv.gz")))
    .toString()
    .trim()
    .split("\n")
    .slice(1)
    .map((row) => row.split(","));
  return bins.map((bin) => {
    const [id, stream] = bin.split(",");
    const own = rows.filter(([binId]) => binId === id);
    return {
      stream,
      atSec: own.map(([, atSec]) => Number(atSec)),
      fillPercent: own.map(([, , fillPercent]) => fillPercent),
    };
  });
}

function dealHistories(
  containers: readonly Container[],
  histories: readonly RealHistory[],
): string[] {
  const lastSec = Math.max(...histories.map(({ atSec }) => atSec.at(-1) ?? 0));
  const left = new Map<string, Iterator<readonly [RealHistory, number]>>();
  return containers.flatMap(({ id, streamId }) => {
    const windows = left.get(streamId) ?? windowsOf(streamId, histories).values();
    left.set(streamId, windows);
    const next = windows.next();
    return next.done === true ? [] : rowsOf(id, next.value[0], next.value[1], lastSec);
  });
}

/** Histories of a stream with the weeks by which each window ends before the last, latest first. */
function windowsOf(
  streamId: string,
  histories: readonly RealHistory[],
): readonly (readonly [RealHistory, number])[] {
  const ofStream = histories.filter(({ stream }) => stream === streamId);
  return Array.from({ length: 100 }, (_, round) =>
    ofStream
      .filter(({ atSec }) => (atSec.at(-1) ?? 0) - atSec[0] >= (WEEKS + round) * WEEK_SEC)
      .map((history) => [history, round] as const),
  ).flat();
}

/** Rows of `WEEKS` weeks of a history that end `round` weeks before its last, moved to the end. */
function rowsOf(id: string, history: RealHistory, round: number, lastSec: number): string[] {
  const endSec = (history.atSec.at(-1) ?? 0) - round * WEEK_SEC;
  const shiftSec = Math.floor((lastSec - endSec) / WEEK_SEC) * WEEK_SEC;
  const rows: string[] = [];
  for (const [i, atSec] of history.atSec.entries()) {
    if (atSec > endSec || atSec <= endSec - WEEKS * WEEK_SEC) continue;
    rows.push(`${id},${atSec + shiftSec},${history.fillPercent[i]}`);
  }
  return rows;
}
