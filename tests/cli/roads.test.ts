import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import * as graph from "../../src/cli/graph.ts";
import * as matrix from "../../src/cli/matrix.ts";

const TOWN = join(import.meta.dirname, "../../fixtures/towns/oneway.osm");

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fillroute-roads-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** What the last command wrote to stderr. */
const told: string[] = [];

/** Runs one command; gives what it printed to stdout, which must be one JSON document. */
async function run(...words: string[]): Promise<Record<string, unknown>> {
  const printed: string[] = [];
  told.length = 0;
  const out = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed.push(String(text));
    return true;
  });
  const messages = vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    told.push(String(text));
    return true;
  });
  try {
    const program = new Command("fillroute").exitOverride();
    graph.register(program);
    matrix.register(program);
    await program.parseAsync(words, { from: "user" });
  } finally {
    out.mockRestore();
    messages.mockRestore();
  }
  return JSON.parse(printed.join("")) as Record<string, unknown>;
}

function write(name: string, content: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

test("graph build writes one file and says what is in it", async () => {
  const out = join(folder, "roads.bin");
  const result = await run("graph", "build", TOWN, "--profile", "turns", "--out", out);
  expect(result).toMatchObject({ nodes: 5, edges: 4, turns: 4, bytes: statSync(out).size });
  expect(Object.keys(result)).toEqual(["nodes", "edges", "turns", "seconds", "peakMb", "bytes"]);
});

test("graph build tells what was read and what was left out", async () => {
  const file = write(
    "hours.osm",
    `<osm><node id="1" lat="50" lon="10"/><node id="2" lat="50" lon="10.001"/>
    <way id="1"><nd ref="1"/><nd ref="2"/><nd ref="9"/><tag k="highway" v="residential"/>
    <tag k="access:conditional" v="no @ wet"/>
    <tag k="hgv:conditional" v="no @ (22:00-06:00)"/></way>
    <relation id="1"><member type="way" ref="1" role="from"/><tag k="type" v="restriction"/>
    <tag k="restriction" v="no_u_turn"/></relation></osm>`,
  );
  const out = join(folder, "hours.bin");
  const words = ["graph", "build", file, "--profile", "truck-26t", "--out", out];
  expect(await run(...words)).toMatchObject({ edges: 2 });
  const text = told.join("");
  expect(text).toContain("2 nodes, 1 ways, 1 relations, 0 bad elements left out");
  expect(text).toContain("1 roads of 1 ways, 1 edges; 1 road segments without their nodes");
  expect(text).toContain("0 turn restrictions (ignored: 1 badMembers)");
  expect(text).toContain("1 conditions by hour or size understood, 1 not, for example");
  expect(text).toContain("access:conditional=no @ wet");
  expect(await run(...words, "--moment", "2026-05-04T07:30")).toMatchObject({ edges: 2 });
  expect(await run(...words, "--moment", "2026-05-04T23:00")).toMatchObject({ edges: 0 });
  const onHoliday = [...words, "--moment", "2026-05-04T07:30", "--holiday"];
  expect(await run(...onHoliday, "public")).toMatchObject({ edges: 2 });
  await expect(run(...onHoliday, "bank")).rejects.toThrow(/--holiday/);
  await expect(run(...words, "--moment", "2026-02-30T07:30")).rejects.toThrow(/--moment/);
});

test("a profile may be a file, and a faulty one is refused with all its faults", async () => {
  const points = write("two.json", [
    [10, 50.0005],
    [10.0005, 50],
  ]);
  const base = { id: "slow", basedOn: "turns", description: "Half as fast on small streets" };
  const slow = write("slow.json", {
    ...base,
    avoid: [{ kind: "class", class: "residential", speedFactor: 0.5 }],
  });
  const result = await run("matrix", TOWN, "--profile", slow, "--points", points);
  expect(result["durations"]).toEqual([
    [0, 26.304],
    [null, 0],
  ]);
  const bad = write("bad-profile.json", { ...base, drivingSide: "up", uTurns: 1 });
  const refused = run("matrix", TOWN, "--profile", bad, "--points", points);
  await expect(refused).rejects.toThrow(/\/uTurns .*\/drivingSide|\/drivingSide .*\/uTurns/);
  const broken = write("broken.json", "{");
  await expect(run("matrix", TOWN, "--profile", broken, "--points", points)).rejects.toThrow(
    /not JSON/,
  );
});

test("matrix gives seconds and metres with decimals, null where there is no way", async () => {
  const points = write("points.json", [
    [10, 50.0005],
    [10.0005, 50],
  ]);
  const result = await run("matrix", TOWN, "--profile", "turns", "--points", points);
  expect(result["durations"]).toEqual([
    [0, 13.152],
    [null, 0],
  ]);
  expect(result["distances"]).toEqual([
    [0, 91.33],
    [null, 0],
  ]);
  expect(Object.keys(result["seconds"] as object)).toEqual(["load", "snap", "matrix"]);
});

test("matrix takes pairs, and a file that graph build wrote", async () => {
  const out = join(folder, "again.bin");
  await run("graph", "build", TOWN, "--profile", "free", "--out", out);
  const pairs = write("pairs.json", [
    [
      [10, 50.0005],
      [10.0005, 50],
    ],
    [
      [10.0005, 50],
      [10, 50.0005],
    ],
    [
      [10, 50.0002],
      [40, 50],
    ],
  ]);
  const words = ["matrix", out, "--profile", "free", "--points", pairs, "--pairs"];
  const result = await run(...words, "--snap", "edge");
  expect(result["durations"]).toEqual([[13.152], [null], [null]]);
  expect(result["distances"]).toEqual([[91.33], [null], [null]]);
});

test("bad usage and bad input are refused with the name of what is wrong", async () => {
  const points = write("good.json", [[10, 50]]);
  const bad = write("bad.json", [[10, 95], [1]]);
  const noRoads = write("empty.osm", "<osm/>");
  const matrixOf = (extract: string, ...words: string[]) =>
    run("matrix", extract, "--points", points, "--profile", "turns", ...words);
  await expect(matrixOf(join(folder, "none.osm"))).rejects.toThrow(/none\.osm cannot be read/);
  await expect(matrixOf(noRoads)).rejects.toThrow(/no-roads/);
  await expect(matrixOf(TOWN, "--profile", "tank")).rejects.toThrow(/\(tank\) is not known/);
  await expect(matrixOf(TOWN, "--points", bad)).rejects.toMatchObject({
    faults: [{ pointer: "/0/1" }, { pointer: "/1" }],
  });
  await expect(matrixOf(TOWN, "--radius", "-1")).rejects.toThrow(/--radius/);
  await expect(matrixOf(TOWN, "--snap", "node")).rejects.toThrow(/--snap/);
  const other = join(folder, "other.bin");
  await run("graph", "build", TOWN, "--profile", "truck", "--out", other);
  await expect(matrixOf(other)).rejects.toThrow(/\(turns\) is not the one/);
});
