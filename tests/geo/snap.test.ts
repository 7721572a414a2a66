import { distance } from "@turf/turf";
import { describe, expect, test } from "vitest";
import { haversineM } from "../../src/geo/graph/sphere.ts";
import {
  buildRoadGraph,
  compileRouting,
  legPath,
  profileNamed,
  type RoadPlace,
  type Routing,
  type Snap,
  snapCandidates,
  snapPlaces,
  travelMatrix,
  travelTable,
} from "../../src/geo/index.ts";
import { readTown, type Town } from "./support/town.ts";

/** A street of two pieces from west to east, a one-way street behind it, and a street apart. */
const STREETS: Town = {
  nodes: {
    1: { at: [10, 50] },
    2: { at: [10.001, 50] },
    3: { at: [10.002, 50] },
    4: { at: [10.002, 50.001] },
    5: { at: [10, 50.001] },
    8: { at: [10.001, 50.0005] },
    9: { at: [10.0011, 50.0005] },
  },
  ways: {
    10: { nodes: [1, 2, 3], tags: { highway: "residential", name: "Long Street" } },
    11: { nodes: [3, 4, 5, 1], tags: { highway: "residential", oneway: "yes" } },
    12: { nodes: [8, 9], tags: { highway: "residential" } },
  },
  relations: [],
};

async function compile(town: Town, id = "turns"): Promise<Routing> {
  const profile = profileNamed(id);
  if (profile === undefined) throw new Error(id);
  return compileRouting(buildRoadGraph(await readTown(town)), profile);
}

function placeOf(snap: Snap): RoadPlace {
  if (!snap.ok) throw new Error(snap.reason);
  return snap;
}

const METRES_NORTH = 1 / 111_195;

describe("snapping", () => {
  test("a place becomes the nearest point of the nearest road, with its side", async () => {
    const routing = await compile(STREETS);
    const [north, south, on] = snapPlaces(
      routing,
      [
        [10.0005, 50 + 10 * METRES_NORTH],
        [10.0015, 50 - 10 * METRES_NORTH],
        [10.0005, 50],
      ],
      { radiusM: 100 },
    ).map(placeOf);
    expect(north).toMatchObject({ side: "left", arcs: [north.edge * 2, north.edge * 2 + 1] });
    expect(north.distanceM).toBeCloseTo(10, 2);
    expect([north.lon, north.lat]).toEqual([10.0005, 50]);
    expect(south).toMatchObject({ side: "right", edge: north.edge });
    expect(on).toMatchObject({ side: "on", distanceM: 0, edge: north.edge });
    const quarterM = haversineM(10e7, 50e7, 10.0005e7, 50e7);
    expect(north.offsetUm / 1e6).toBeCloseTo(quarterM, 3);
    expect(south.offsetUm / 1e6).toBeCloseTo(3 * quarterM, 3);
  });

  test("roads from which one gets nowhere are taken only when all roads are asked for", async () => {
    const routing = await compile(STREETS);
    const points = [[10.00105, 50.0005]] as const;
    const [connected] = snapPlaces(routing, points, { radiusM: 100 }).map(placeOf);
    const [any] = snapPlaces(routing, points, { radiusM: 100, roads: "all" }).map(placeOf);
    expect(connected.distanceM).toBeGreaterThan(50);
    expect(any.distanceM).toBeLessThan(0.01);
    expect(legPath(routing, any, connected)).toBeNull();
  });

  test("trucks do not stop on motorways and in tunnels, though they drive there", async () => {
    const town: Town = {
      nodes: {
        1: { at: [10, 50] },
        2: { at: [10.002, 50] },
        3: { at: [10.004, 50] },
        4: { at: [10, 50.0005] },
        5: { at: [10.004, 50.0005] },
      },
      ways: {
        10: { nodes: [1, 2], tags: { highway: "primary", tunnel: "yes" } },
        11: { nodes: [2, 3], tags: { highway: "motorway", oneway: "no" } },
        12: { nodes: [1, 4, 5, 3], tags: { highway: "residential" } },
      },
      relations: [],
    };
    const routing = await compile(town, "truck-26t");
    const points = [
      [10.001, 50],
      [10.003, 50],
    ] as const;
    const snaps = snapPlaces(routing, points, { radiusM: 100 }).map(placeOf);
    for (const snap of snaps) expect(snap.distanceM).toBeGreaterThan(50);
    const nearest = snapPlaces(routing, points, { radiusM: 100, roads: "all" }).map(placeOf);
    for (const snap of nearest) expect(snap.distanceM).toBeLessThan(0.01);
    // Fast, and through the tunnel: 143 m from 10.001 to 10.003.
    const { um } = travelTable(routing, nearest, nearest);
    expect(um[1] / 1e6).toBeCloseTo(haversineM(10.001e7, 50e7, 10.003e7, 50e7), 4);
  });

  test("beyond the radius the answer is the distance to the nearest road", async () => {
    const routing = await compile(STREETS);
    const points = [
      [10.001, 50 - 150 * METRES_NORTH],
      [40, 10],
    ] as const;
    const [near, far] = snapPlaces(routing, points, { radiusM: 100 });
    expect(near).toMatchObject({ ok: false, reason: "no-road-within-radius" });
    expect(near.ok ? 0 : near.nearestM).toBeCloseTo(150, 1);
    expect(far).toEqual({ ok: false, reason: "no-road-within-radius", nearestM: null });
  });

  test("at the kerb only the lane beside the place counts, on two-way roads alone", async () => {
    const routing = await compile(STREETS);
    const points = [
      [10.0005, 50 - 5 * METRES_NORTH],
      [10.0005, 50 + 5 * METRES_NORTH],
      [10.001, 50.001 + 5 * METRES_NORTH],
      [10.001, 50.001 - 5 * METRES_NORTH],
    ] as const;
    const [south, north, outside, inside] = snapPlaces(routing, points, {
      radiusM: 50,
      approach: "kerb",
    }).map(placeOf);
    expect(south.arcs).toEqual([south.edge * 2]);
    expect(north.arcs).toEqual([north.edge * 2 + 1]);
    expect(outside.arcs).toEqual(inside.arcs);
    expect(outside.arcs).toHaveLength(1);
  });
});

describe("two stops on one edge", () => {
  test("are as far apart as they lie, in both directions of a two-way street", async () => {
    const routing = await compile(STREETS);
    const places = snapPlaces(
      routing,
      [
        [10.0004, 50],
        [10.0014, 50],
      ],
      { radiusM: 10 },
    );
    const m = haversineM(10.0004e7, 50e7, 10.0014e7, 50e7);
    const { us, um } = travelTable(routing, places, places);
    for (const at of [1, 2]) {
      expect(um[at] / 1e6).toBeCloseTo(m, 4);
      expect(us[at] / 1e6).toBeCloseTo(m / (25 / 3.6), 4);
    }
    expect([us[0], us[3]]).toEqual([0, 0]);
    const { travelSec, travelM } = travelMatrix(routing, places);
    expect([...travelSec]).toEqual([0, Math.ceil(us[1] / 1e6), Math.ceil(us[2] / 1e6), 0]);
    expect([...travelM]).toEqual([0, Math.ceil(um[1] / 1e6), Math.ceil(um[2] / 1e6), 0]);
  });

  test("on a one-way street the one behind is reached by going round", async () => {
    const routing = await compile(STREETS);
    const places = snapPlaces(
      routing,
      [
        [10.0015, 50.001],
        [10.0005, 50.001],
      ],
      { radiusM: 10 },
    );
    const [ahead, behind] = [
      legPath(routing, places[0], places[1]),
      legPath(routing, places[1], places[0]),
    ];
    const m = haversineM(10.0015e7, 50.001e7, 10.0005e7, 50.001e7);
    expect((ahead?.um ?? 0) / 1e6).toBeCloseTo(m, 4);
    const roundM =
      2 * haversineM(10e7, 50e7, 10e7, 50.001e7) +
      haversineM(10e7, 50e7, 10.001e7, 50e7) * 2 +
      haversineM(10e7, 50.001e7, 10.002e7, 50.001e7);
    expect((behind?.um ?? 0) / 1e6).toBeCloseTo(roundM - m, 3);
    expect(behind?.coordinates).toEqual([
      [10.0005, 50.001],
      [10, 50.001],
      [10, 50],
      [10.001, 50],
      [10.002, 50],
      [10.002, 50.001],
      [10.0015, 50.001],
    ]);
  });

  test("at the kerb of a street the truck does not turn round in front of the stop", async () => {
    const town: Town = {
      nodes: { 1: { at: [10, 50] }, 2: { at: [10.002, 50] }, 3: { at: [10.003, 50] } },
      ways: { 10: { nodes: [1, 2, 3], tags: { highway: "residential" } } },
      relations: [],
    };
    const routing = await compile(town, "truck-26t");
    const points = [
      [10.0004, 50 - 5 * METRES_NORTH],
      [10.0014, 50 + 5 * METRES_NORTH],
    ] as const;
    const places = snapPlaces(routing, points, { radiusM: 50, approach: "kerb" });
    const { um } = travelTable(routing, places, places);
    const m = (from: number, to: number) => haversineM(from * 1e7, 50e7, to * 1e7, 50e7);
    // Both ends are dead ends: the truck turns at the one that lies ahead of it.
    expect(um[1] / 1e6).toBeCloseTo(m(10.0004, 10.003) + m(10.003, 10.0014), 3);
    expect(um[2] / 1e6).toBeCloseTo(m(10.0014, 10) + m(10, 10.0004), 3);
  });
});

test("places on no road have no way to anywhere in a matrix", async () => {
  const routing = await compile(STREETS);
  const places = snapPlaces(
    routing,
    [
      [10.0004, 50],
      [40, 10],
    ],
    { radiusM: 10 },
  );
  expect([...travelMatrix(routing, places).travelSec]).toEqual([0, 1e9, 1e9, 0]);
  expect(legPath(routing, places[0], places[1])).toBeNull();
});

test("lengths are those of @turf/turf", () => {
  expect(haversineM(10e7, 50e7, 10.3e7, 50.2e7)).toBeCloseTo(
    distance([10, 50], [10.3, 50.2], { units: "meters" }),
    6,
  );
});

describe("several candidates", () => {
  test("are the nearest points of each road, nearest first, led by the one that snapping takes", async () => {
    const routing = await compile(STREETS);
    const point = [10.0005, 50 + 30 * METRES_NORTH] as const;
    const candidates = snapCandidates(routing, point, { radiusM: 200, countMax: 9 });
    const ways = candidates.map(({ edge }) => routing.edgeWayId[edge]);
    expect(ways).toEqual([10, 11]);
    expect(candidates[0]).toEqual(snapPlaces(routing, [point], { radiusM: 200 })[0]);
    expect(candidates[0].distanceM).toBeCloseTo(30, 1);
    expect(candidates[1].distanceM).toBeCloseTo(36, 0); // the one-way street's western end
    expect(snapCandidates(routing, point, { radiusM: 200, countMax: 1 })).toEqual([candidates[0]]);
    expect(snapCandidates(routing, point, { radiusM: 5, countMax: 9 })).toEqual([]);
    const all = snapCandidates(routing, point, { radiusM: 200, countMax: 9, roads: "all" });
    expect(all.map(({ edge }) => routing.edgeWayId[edge])).toContain(12);
  });
});
