import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import {
  buildRoadGraph,
  compileRouting,
  compileTurns,
  profileNamed,
  type Routing,
  routingFromBytes,
  routingToBytes,
  rowsOf,
  type Snap,
  snapPlaces,
  travelMatrix,
} from "../../src/geo/index.ts";
import { MatrixThreads } from "../../src/planning/matrix-threads.ts";
import { randomTown } from "../geo/support/random-town.ts";
import { readTown } from "../geo/support/town.ts";

async function randomRoads(seed: number): Promise<{ routing: Routing; snaps: Snap[] }> {
  const random = new Random(seed);
  const graph = buildRoadGraph(await readTown(randomTown(random, 8)));
  const profile = profileNamed("truck-26t");
  if (profile === undefined) throw new Error("truck-26t");
  const read = routingFromBytes(routingToBytes(compileRouting(graph, profile)));
  if (!read.ok) throw new Error(read.detail);
  // One place in ten lies on no road.
  const points = Array.from({ length: 60 + random.below(40) }, (_, i) => {
    const lonLat = [10 + random.float() * 0.016, 50 + random.float() * 0.01] as const;
    return i % 10 === 3 ? ([11, 51] as const) : lonLat;
  });
  return { routing: read.routing, snaps: snapPlaces(read.routing, points, { radiusM: 500 }) };
}

describe("a matrix made by several threads", () => {
  const teams: MatrixThreads[] = [];
  beforeAll(() => {
    teams.push(...[1, 2, 3].map((count) => new MatrixThreads(count)));
  });
  afterAll(async () => {
    await Promise.all(teams.map((team) => team.close()));
  });

  test("has the same bytes as one made by a single thread, again and again", async () => {
    for (let seed = 0; seed < 6; seed++) {
      const { routing, snaps } = await randomRoads(seed);
      expect(snaps.filter(({ ok }) => !ok).length).toBeGreaterThan(3);
      const alone = travelMatrix(routing, snaps);
      for (const team of teams) {
        const matrix = await team.matrix(routing, snaps);
        expect(matrix, `seed ${seed}`).toEqual(alone);
        expect(matrix.travelSec.buffer).toBeInstanceOf(SharedArrayBuffer);
      }
    }
  });

  test("works for fewer places than threads and for roads outside shared memory", async () => {
    const { routing, snaps } = await randomRoads(7);
    for (const places of [[], snaps.slice(0, 1), snaps.slice(0, 2)]) {
      for (const team of teams) {
        expect(await team.matrix(routing, places)).toEqual(travelMatrix(routing, places));
      }
    }
    const graph = buildRoadGraph(await readTown(randomTown(new Random(7), 4)));
    const profile = profileNamed("turns");
    if (profile === undefined) throw new Error("turns");
    for (const compile of [compileRouting, compileTurns]) {
      const unshared = compile(graph, profile);
      const places = snapPlaces(
        unshared,
        [
          [10.001, 50.001],
          [10.004, 50.003],
        ],
        { radiusM: 900 },
      );
      expect(await teams[1].matrix(unshared, places)).toEqual(travelMatrix(unshared, places));
    }
  });
});

test("a matrix is refused, not waited for, where a thread fails", async () => {
  const { routing, snaps } = await randomRoads(9);
  const broken = { ok: true, edge: 0, arcs: null } as unknown as Snap;
  const alone = new MatrixThreads(2);
  await expect(alone.matrix(routing, [...snaps, broken])).rejects.toThrow();
  await alone.close();
  const dead = new MatrixThreads(2);
  await dead.close(); // a thread that is gone never answers
  await expect(dead.matrix(routing, snaps)).rejects.toThrow();
});

test("rows are split in order, without gaps, as evenly as whole rows allow", () => {
  expect(rowsOf(7, 3)).toEqual([
    { first: 0, end: 2 },
    { first: 2, end: 4 },
    { first: 4, end: 7 },
  ]);
  for (let count = 0; count < 40; count++) {
    for (let parts = 1; parts < 9; parts++) {
      const rows = rowsOf(count, parts);
      expect(rows.map(({ first }) => first)).toEqual([
        0,
        ...rows.slice(0, -1).map(({ end }) => end),
      ]);
      expect(rows.at(-1)?.end).toBe(count);
      const sizes = rows.map(({ first, end }) => end - first);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }
  }
});
