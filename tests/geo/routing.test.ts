import { describe, expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import { haversineM } from "../../src/geo/graph/sphere.ts";
import {
  buildRoadGraph,
  compileRouting,
  compileTurns,
  legPath,
  PROFILES,
  type Profile,
  profileNamed,
  type RoadPlace,
  type Routing,
  readableGraph,
  readablePath,
  roadLines,
  routingFromBytes,
  routingToBytes,
  snapPlaces,
  travelTable,
} from "../../src/geo/index.ts";
import { isBlocked, ruleForWay } from "../../src/geo/profiles/way-rules.ts";
import { strongParts } from "../../src/geo/routing/components.ts";
import { randomTown } from "./support/random-town.ts";
import { readTown, type Town } from "./support/town.ts";

function profile(id: string): Profile {
  const found = profileNamed(id);
  if (found === undefined) throw new Error(id);
  return found;
}

/** Snaps random points near the roads of a routing, whatever part they lie in. */
function scatter(routing: Routing, random: Random, count: number): RoadPlace[] {
  const points = Array.from({ length: count }, () => {
    const at = random.below(routing.edgeLonE7.length);
    return [
      routing.edgeLonE7[at] / 1e7 + random.float() * 1e-3,
      routing.edgeLatE7[at] / 1e7 + random.float() * 1e-3,
    ] as const;
  });
  const snaps = snapPlaces(routing, points, { radiusM: 1000, roads: "all" });
  return snaps.filter((snap): snap is RoadPlace => snap.ok);
}

describe("compiled roads", () => {
  test("survive being written and read, with and without a hierarchy", async () => {
    const graph = buildRoadGraph(await readTown(randomTown(new Random(5), 6)));
    for (const compile of [compileRouting, compileTurns]) {
      const routing = compile(graph, profile("truck-18t"));
      const read = routingFromBytes(routingToBytes(routing));
      if (!read.ok) throw new Error(read.detail);
      expect(read.routing).toEqual(routing);
      expect(read.routing.turnUs.buffer).toBeInstanceOf(SharedArrayBuffer);
      expect(read.routing.turnUs.buffer).toBe(read.routing.edgeOffset.buffer);
      const places = scatter(routing, new Random(6), 12);
      expect(travelTable(read.routing, places, places)).toEqual(
        travelTable(routing, places, places),
      );
    }
  });

  test("of another kind or version are refused by name", async () => {
    const graph = buildRoadGraph(await readTown(randomTown(new Random(5), 3)));
    const bytes = routingToBytes(compileTurns(graph, profile("turns")));
    expect(routingFromBytes(new Uint8Array(3))).toMatchObject({ reason: "not-a-routing" });
    expect(routingFromBytes(bytes.slice(1))).toMatchObject({ reason: "not-a-routing" });
    const newer = bytes.slice();
    newer[8]++;
    expect(routingFromBytes(newer)).toMatchObject({ reason: "other-version" });
    const changed = bytes.slice();
    changed[bytes.length - 20] ^= 1;
    expect(routingFromBytes(changed)).toMatchObject({ reason: "damaged" });
  });

  test("are the same bytes whenever they are compiled", async () => {
    const data = await readTown(randomTown(new Random(8), 5));
    const [a, b] = [0, 1].map(() =>
      routingToBytes(compileRouting(buildRoadGraph(data), profile("truck-26t"))),
    );
    expect(Buffer.compare(a, b)).toBe(0);
  });
});

test("a drawn path is as long as the table says and follows arcs in their open direction", async () => {
  for (let seed = 0; seed < 30; seed++) {
    const random = new Random(seed);
    const graph = buildRoadGraph(await readTown(randomTown(random, 6)));
    const routing = compileRouting(graph, profile(seed % 2 === 0 ? "truck-26t" : "turns"));
    const places = scatter(routing, random, 8);
    const table = travelTable(routing, places, places);
    for (let i = 0; i < places.length; i++) {
      for (let j = 0; j < places.length; j++) {
        const path = legPath(routing, places[i], places[j]);
        const at = i * places.length + j;
        expect(path?.us ?? Number.POSITIVE_INFINITY).toBe(table.us[at]);
        expect(path?.um ?? Number.POSITIVE_INFINITY).toBe(table.um[at]);
        if (path === null) continue;
        expect(path.arcs.every((arc) => routing.arcUs[arc] >= 0)).toBe(true);
        expect(isLegal(routing, path.arcs), `seed ${seed}, ${i} to ${j}`).toBe(true);
        let drawnM = 0;
        for (let k = 1; k < path.coordinates.length; k++) {
          const [a, b] = [path.coordinates[k - 1], path.coordinates[k]];
          drawnM += haversineM(a[0] * 1e7, a[1] * 1e7, b[0] * 1e7, b[1] * 1e7);
        }
        expect(Math.abs(drawnM - path.um / 1e6), `seed ${seed}`).toBeLessThan(0.01);
      }
    }
  }
});

test("where no restriction applies ngraph.path finds the same times", async () => {
  let comparedCount = 0;
  for (let seed = 0; seed < 20; seed++) {
    const random = new Random(seed);
    const town = randomTown(random, 6);
    for (const node of Object.values(town.nodes)) delete node.tags; // it knows no barriers
    const graph = buildRoadGraph(await readTown(town));
    const routing = compileRouting(graph, profile("free"));
    const readable = readableGraph(graph, profile("free"));
    const ends: number[] = [];
    readable.forEachNode((node) => {
      ends.push(Number(node.id));
      return false;
    });
    for (let pair = 0; pair < 20; pair++) {
      const [from, to] = [ends[random.below(ends.length)], ends[random.below(ends.length)]];
      if (from === to) continue;
      const path = readablePath(readable, from, to, 80);
      const starts = placesAtNode(routing, graph, from);
      const { us } = travelTable(routing, starts, placesAtNode(routing, graph, to));
      const leastUs = Math.min(...us);
      const where = `seed ${seed}, ${from} to ${to}`;
      expect(leastUs === Number.POSITIVE_INFINITY, where).toBe(path === null);
      if (path === null) continue;
      expect(leastUs / 1e6, where).toBeCloseTo(path.sec, 6);
      comparedCount++;
    }
  }
  expect(comparedCount).toBeGreaterThan(200);
});

/** Places at a junction: the end, or the start, of every arc that touches it. */
function placesAtNode(
  routing: Routing,
  graph: ReturnType<typeof buildRoadGraph>,
  id: number,
): RoadPlace[] {
  const point = graph.pointId.indexOf(id);
  const { edgeOffset, edgeLonE7, edgeLatE7, edgeLengthUm, arcUs } = routing;
  const isHere = (at: number) =>
    edgeLonE7[at] === graph.pointLonE7[point] && edgeLatE7[at] === graph.pointLatE7[point];
  const places: RoadPlace[] = [];
  for (let edge = 0; edge < routing.edgeCount; edge++) {
    const arcs = [edge * 2, edge * 2 + 1].filter((arc) => arcUs[arc] >= 0);
    const common = { ok: true, edge, arcs, side: "on", distanceM: 0, lon: 0, lat: 0 } as const;
    if (isHere(edgeOffset[edge])) places.push({ ...common, offsetUm: 0 });
    const isAtEnd = isHere(edgeOffset[edge + 1] - 1);
    if (isAtEnd) places.push({ ...common, offsetUm: edgeLengthUm[edge] });
  }
  return places;
}

/**
 * Whether every step from arc to arc is a legal turn, for what is remembered of the path so far.
 */
function isLegal(routing: Routing, arcs: readonly number[]): boolean {
  let state = routing.arcState[routing.arcStateOffset[arcs[0]]];
  for (const arc of arcs.slice(1)) {
    const exits = routing.turnTo.subarray(routing.turnOffset[state], routing.turnOffset[state + 1]);
    const next = exits.find((candidate) => routing.stateArc[candidate] === arc);
    if (next === undefined) return false;
    state = next;
  }
  return true;
}

test("road lines run along the ways, whole, with class and name", async () => {
  const town: Town = {
    nodes: {
      1: { at: [10, 50] },
      2: { at: [10.001, 50] },
      3: { at: [10.002, 50] },
      4: { at: [10.003, 50] },
      6: { at: [10.001, 50.001] },
    },
    ways: {
      10: { nodes: [1, 2, 3, 99, 4, 3], tags: { highway: "primary", name: "High Street" } },
      11: { nodes: [2, 6], tags: { highway: "service", oneway: "-1" } },
    },
    relations: [],
  };
  const lines = roadLines(buildRoadGraph(await readTown(town)));
  const drawn = lines.features.map(({ properties, geometry }) => [
    properties.wayId,
    properties.class,
    properties.name,
    geometry.coordinates.map(([lon, lat]) => `${lon} ${lat}`).join(", "),
  ]);
  expect(drawn).toEqual([
    [10, "primary", "High Street", "10 50, 10.001 50, 10.002 50"],
    [10, "primary", "High Street", "10.003 50, 10.002 50"],
    [11, "service", "", "10.001 50, 10.001 50.001"],
  ]);
});

describe("rules of the truck profiles", () => {
  const way = (tags: Record<string, string>) =>
    ({ id: 1, class: "residential", name: "", oneway: "both", tags }) as const;
  const kmh = (id: string, tags: Record<string, string>) =>
    ruleForWay(way(tags), profile(id)).forwardKmh;

  test("the most special access tag decides, and some values allow the last mile only", () => {
    expect(ruleForWay(way({ access: "private" }), profile("truck-26t")).isLastMile).toBe(true);
    expect(ruleForWay(way({ hgv: "destination" }), profile("truck-26t")).isLastMile).toBe(true);
    expect(ruleForWay(way({ access: "yes" }), profile("truck-26t")).isLastMile).toBe(false);
    expect(kmh("truck-26t", { access: "no", hgv: "yes" })).toBe(25);
    expect(kmh("truck-26t", { hgv: "no" })).toBe(0);
    expect(kmh("truck-26t", { access: "no" })).toBe(0);
  });

  test("signs in every unit bind the vehicles that are larger", () => {
    const open = (tags: Record<string, string>) =>
      PROFILES.filter(({ id }) => id.startsWith("truck-") && kmh(id, tags) > 0).map(({ id }) => id);
    expect(open({ maxweight: "18" })).toEqual(["truck-18t", "truck-7.5t"]);
    expect(open({ maxweight: "7500 kg" })).toEqual(["truck-7.5t"]);
    expect(open({ maxheight: "11'6\"" })).toEqual(["truck-18t", "truck-7.5t"]);
    expect(open({ maxwidth: "2.1 m" })).toEqual(["truck-7.5t"]);
    expect(open({ maxheight: "none" })).toHaveLength(3);
  });

  test("speed is that of the class, lowered by surface and sign", () => {
    expect(kmh("truck-26t", { maxspeed: "20" })).toBe(18);
    expect(kmh("truck-26t", { maxspeed: "10 mph" })).toBeCloseTo(14.484, 3);
    expect(kmh("truck-26t", { maxspeed: "walk" })).toBeCloseTo(6.3, 6);
    expect(kmh("truck-26t", { surface: "cobblestone" })).toBeCloseTo(17.5, 6);
    expect(kmh("truck-26t", { maxspeed: "120" })).toBe(25);
    expect(kmh("turns", { maxspeed: "10", surface: "mud" })).toBe(25);
  });

  test("gates are open and cost time, bollards and height bars are closed", () => {
    expect(isBlocked({ barrier: "gate" }, profile("truck-26t"))).toBe(false);
    expect(isBlocked({ barrier: "height_restrictor" }, profile("truck-26t"))).toBe(true);
    expect(isBlocked({ barrier: "bollard" }, profile("turns"))).toBe(true);
    expect(isBlocked({ barrier: "bollard", access: "yes" }, profile("turns"))).toBe(false);
    expect(isBlocked({ barrier: "gate", access: "no" }, profile("turns"))).toBe(true);
  });

  test("every profile has an id of its own and a sentence about itself", () => {
    expect(new Set(PROFILES.map(({ id }) => id)).size).toBe(PROFILES.length);
    expect(PROFILES.every(({ description }) => description.length > 20)).toBe(true);
    expect(profileNamed("tank")).toBeUndefined();
  });
});

test("strongly connected parts are those of pairs that reach each other", () => {
  for (let seed = 0; seed < 200; seed++) {
    const random = new Random(seed);
    const count = 1 + random.below(9);
    const rows = Array.from({ length: count }, () =>
      Array.from({ length: random.below(4) }, () => random.below(count)),
    );
    const offset = Int32Array.from([0, ...rows.map((_, i) => rows.slice(0, i + 1).flat().length)]);
    const { part, size } = strongParts(offset, Int32Array.from(rows.flat()));
    const reach = rows.map((_, start) => reachedFrom(start, rows));
    for (let a = 0; a < count; a++) {
      expect(size[part[a]], `seed ${seed}`).toBe(part.filter((id) => id === part[a]).length);
      for (let b = 0; b < count; b++) {
        expect(part[a] === part[b], `seed ${seed}`).toBe(reach[a].has(b) && reach[b].has(a));
      }
    }
  }
});

function reachedFrom(start: number, rows: readonly (readonly number[])[]): Set<number> {
  const reached = new Set([start]);
  for (const node of reached) for (const next of rows[node]) reached.add(next);
  return reached;
}
