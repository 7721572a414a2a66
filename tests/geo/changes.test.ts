import { expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import {
  buildRoadGraph,
  compileRouting,
  type Profile,
  profileNamed,
  type RoadChange,
  snapPlaces,
  travelTable,
  withChanges,
} from "../../src/geo/index.ts";
import { randomTown } from "./support/random-town.ts";
import { readTown, type Town } from "./support/town.ts";

function profile(id: string): Profile {
  const found = profileNamed(id);
  if (found === undefined) throw new Error(id);
  return found;
}

test("roads after closures are those of an extract that has them closed", async () => {
  for (let seed = 0; seed < 40; seed++) {
    const random = new Random(seed);
    const town = randomTown(random, 5);
    const ids = Object.keys(town.ways).map(Number);
    const closed = new Set([0, 1, 2].map(() => ids[random.below(ids.length)]));
    const graph = buildRoadGraph(await readTown(town));
    const rebuilt = buildRoadGraph(await readTown(withTags(town, closed, { access: "no" })));
    const changes = [...closed].map(
      (wayId): RoadChange => ({ kind: "way", wayId, speedFactor: 0 }),
    );
    for (const id of ["turns", "truck-26t"]) {
      const changed = compileRouting(withChanges(graph, changes), profile(id));
      expect(changed, `seed ${seed}, ${id}`).toEqual(compileRouting(rebuilt, profile(id)));
    }
    const reopened = compileRouting(withChanges(withChanges(graph, changes), []), profile("turns"));
    expect(reopened).toEqual(compileRouting(graph, profile("turns")));
  }
});

/** The town with other access on some ways; what else they say about access goes. */
function withTags(town: Town, ids: ReadonlySet<number>, tags: Record<string, string>): Town {
  const ways = Object.entries(town.ways).map(([id, way]) => {
    if (!ids.has(Number(id))) return [id, way] as const;
    const { motor_vehicle: _, ...rest } = way.tags;
    return [id, { ...way, tags: { ...rest, ...tags } }] as const;
  });
  return { ...town, ways: Object.fromEntries(ways) };
}

const STREET: Town = {
  nodes: {
    1: { at: [10, 50] },
    2: { at: [10.01, 50] },
    3: { at: [10.02, 50] },
    4: { at: [10.01, 50.001] },
  },
  ways: {
    10: { nodes: [1, 2], tags: { highway: "residential" } },
    11: { nodes: [2, 3], tags: { highway: "primary" } },
    12: { nodes: [2, 4], tags: { highway: "service" } },
  },
  relations: [],
};

test("one piece of a way between two junctions is closed, the rest of the way stays open", async () => {
  const graph = buildRoadGraph(await readTown(LONG_STREET));
  const openEdges = (changes: readonly RoadChange[]) => {
    const { arcUs } = compileRouting(withChanges(graph, changes), profile("turns"));
    return arcUs.filter((us) => us >= 0).length / 2;
  };
  const close = (a: number, b: number): RoadChange[] => [
    { kind: "edge", wayId: 10, nodeIds: [a, b], speedFactor: 0 },
  ];
  expect(openEdges([])).toBe(3);
  expect(openEdges(close(1, 2))).toBe(2);
  expect(openEdges(close(5, 2))).toBe(2); // node 5 is a bend between 2 and 3
  expect(openEdges([...close(1, 2), ...close(3, 5)])).toBe(1);
  expect(openEdges(close(1, 3))).toBe(3); // no segment
});

const LONG_STREET: Town = {
  nodes: {
    1: { at: [10, 50] },
    2: { at: [10.01, 50] },
    3: { at: [10.02, 50] },
    4: { at: [10.01, 50.001] },
    5: { at: [10.015, 50] },
  },
  ways: {
    10: { nodes: [1, 2, 5, 3], tags: { highway: "residential" } },
    12: { nodes: [2, 4], tags: { highway: "service" } },
  },
  relations: [],
};

test("an area or a class is slowed, and the lowest of several factors counts", async () => {
  const graph = buildRoadGraph(await readTown(STREET));
  const west = [
    [9.99, 49.99],
    [10.005, 49.99],
    [10.005, 50.01],
    [9.99, 50.01],
  ] as const;
  const seconds = (changes: readonly RoadChange[]) => {
    const routing = compileRouting(withChanges(graph, changes), profile("turns"));
    const places = snapPlaces(
      routing,
      [
        [10.001, 50],
        [10.009, 50],
        [10.011, 50],
        [10.019, 50],
      ],
      {
        radiusM: 10,
      },
    );
    const { us } = travelTable(routing, places, places);
    return [us[1] / 1e6, us[11] / 1e6];
  };
  const [residential, primary] = seconds([]);
  expect(seconds([{ kind: "area", ring: west, speedFactor: 0.5 }])).toEqual([
    expect.closeTo(2 * residential, 4),
    primary,
  ]);
  expect(seconds([{ kind: "class", class: "primary", speedFactor: 0.25 }])).toEqual([
    residential,
    expect.closeTo(4 * primary, 4),
  ]);
  const both: RoadChange[] = [
    { kind: "way", wayId: 11, speedFactor: 0.5 },
    { kind: "class", class: "primary", speedFactor: 0.8 },
  ];
  expect(seconds(both)).toEqual([residential, expect.closeTo(2 * primary, 4)]);
});
