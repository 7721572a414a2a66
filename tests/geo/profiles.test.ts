import { describe, expect, test } from "vitest";
import {
  buildRoadGraph,
  compileTurns,
  PROFILES,
  type Profile,
  profileFromJson,
  profileNamed,
} from "../../src/geo/index.ts";
import { ruleForWay } from "../../src/geo/profiles/way-rules.ts";
import { readTown, type Town } from "./support/town.ts";

type Tags = Record<string, string>;

function profile(id: string): Profile {
  const found = profileNamed(id);
  if (found === undefined) throw new Error(id);
  return found;
}

/** One street from node 1 to node 2 with these tags, read, built and ruled upon. */
async function street(tags: Tags, id = "cargo-bike") {
  const town: Town = {
    nodes: { 1: { at: [10, 50] }, 2: { at: [10.001, 50] }, 3: { at: [10.002, 50] } },
    ways: {
      10: { nodes: [1, 2], tags },
      11: { nodes: [2, 3], tags: { highway: "residential" } },
    },
    relations: [],
  };
  const graph = buildRoadGraph(await readTown(town), profile(id).network);
  const way = graph.ways.find((one) => one.id === 10);
  return way === undefined ? undefined : ruleForWay(way, profile(id));
}

describe("profiles as files", () => {
  test("cover the default fleet and the comparison with other routers", () => {
    const ids = (purpose: string) =>
      PROFILES.filter((one) => one.purpose === purpose).map(({ id }) => id);
    expect(ids("planning")).toEqual([
      "truck-26t",
      "truck-18t",
      "truck-7.5t",
      "electric-26t",
      "van-3.5t",
      "cargo-bike",
    ]);
    expect(ids("comparison")).toEqual(["free", "turns", "truck"]);
  });

  test("take what they leave out from the profile they are based on", () => {
    const own = {
      id: "long",
      basedOn: "truck-18t",
      description: "A long one",
      drivingSide: "left",
    };
    const result = profileFromJson(own, PROFILES);
    const { basedOn, ...fields } = own;
    expect(basedOn).toBe("truck-18t");
    expect(result).toEqual({ ok: true, profile: { ...profile("truck-18t"), ...fields } });
  });

  test("name every fault at once, with its place", () => {
    const json = {
      ...profile("truck-26t"),
      drivingSide: "middle",
      speedsKmh: { motorway: 80, moonway: 5, primary: -1 },
      limits: { weightT: "26" },
      barriers: { closedValues: [1], delaySec: { "a/b": -1 } },
      avoid: [
        { kind: "sea" },
        { kind: "class", class: "ferry", speedFactor: 0.5 },
        { kind: "tag", key: "colour", values: ["red"], speedFactor: 0 },
      ],
      extra: true,
    };
    const result = profileFromJson(json, []);
    if (result.ok) throw new Error("a bad profile was taken");
    expect(result.faults.map(({ pointer }) => pointer).sort()).toEqual([
      "/avoid/0",
      "/avoid/2/key",
      "/barriers/closedValues/0",
      "/barriers/delaySec/a~1b",
      "/drivingSide",
      "/extra",
      "/limits/axleLoadT",
      "/limits/heightM",
      "/limits/lengthM",
      "/limits/readsOtherUnits",
      "/limits/weightT",
      "/limits/widthM",
      "/speedsKmh/moonway",
      "/speedsKmh/primary",
    ]);
  });

  test("are refused where they are no object or based on nothing known", () => {
    expect(profileFromJson([], PROFILES)).toMatchObject({ ok: false, faults: [{ pointer: "" }] });
    const orphan = profileFromJson({ id: "x", basedOn: "nobody" }, PROFILES);
    expect(orphan).toMatchObject({ ok: false, faults: [{ pointer: "/basedOn" }] });
  });
});

describe("the cargo bike", () => {
  test("takes cycleways that the trucks' graph does not even have", async () => {
    expect((await street({ highway: "cycleway" }))?.forwardKmh).toBe(17);
    expect(await street({ highway: "cycleway" }, "truck-26t")).toBeUndefined();
  });

  test("takes paths, footways and pedestrian streets only where cycling is allowed", async () => {
    for (const highway of ["path", "footway", "pedestrian", "bridleway"]) {
      expect((await street({ highway }))?.forwardKmh).toBe(0);
      expect((await street({ highway, bicycle: "yes" }))?.forwardKmh).toBeGreaterThan(0);
      expect((await street({ highway, bicycle: "dismount" }))?.forwardKmh).toBe(0);
    }
  });

  test("rides against one-way traffic where a sign or a lane lets it", async () => {
    const backward = async (tags: Tags) =>
      (await street({ highway: "residential", oneway: "yes", ...tags }))?.backwardKmh;
    expect(await backward({})).toBe(0);
    expect(await backward({ "oneway:bicycle": "no" })).toBe(16);
    expect(await backward({ cycleway: "opposite_lane" })).toBe(16);
    expect(await backward({ "cycleway:left:oneway": "-1" })).toBe(16);
    expect(await backward({ cycleway: "lane" })).toBe(0);
    const both = await street({ highway: "residential", "oneway:bicycle": "yes" });
    expect(both).toMatchObject({ forwardKmh: 16, backwardKmh: 0 });
    const truck = await street(
      { highway: "residential", oneway: "yes", cycleway: "opposite" },
      "van-3.5t",
    );
    expect(truck?.backwardKmh).toBe(0);
  });

  test("is not held by motor traffic's bans and stays off motorways", async () => {
    expect((await street({ highway: "residential", motor_vehicle: "no" }))?.forwardKmh).toBe(16);
    expect((await street({ highway: "residential", vehicle: "no" }))?.forwardKmh).toBe(0);
    expect((await street({ highway: "motorway" }))?.forwardKmh).toBe(0);
    expect((await street({ highway: "trunk" }))?.forwardKmh).toBe(0);
  });
});

test("the satellite vehicle goes where trucks may not and obeys the signs of its own size", async () => {
  const kmh = async (tags: Tags, id: string) =>
    (await street({ highway: "residential", ...tags }, id))?.forwardKmh;
  expect(await kmh({ hgv: "no" }, "van-3.5t")).toBe(30);
  expect(await kmh({ hgv: "no" }, "electric-26t")).toBe(0);
  expect(await kmh({ goods: "no" }, "van-3.5t")).toBe(0);
  expect(await kmh({ maxweight: "3.5" }, "van-3.5t")).toBe(30);
  expect(await kmh({ maxweight: "2.8" }, "van-3.5t")).toBe(0);
  expect(await kmh({ "maxspeed:hgv": "10" }, "van-3.5t")).toBe(30);
});

test("the electric loader is held to a lower clearance than its diesel sister", async () => {
  const kmh = async (id: string) =>
    (await street({ highway: "tertiary", maxheight: "3.7" }, id))?.forwardKmh;
  expect(await kmh("truck-26t")).toBe(40);
  expect(await kmh("electric-26t")).toBe(0);
});

test("speed zones by name count like the sign they stand for", async () => {
  const kmh = async (tags: Tags) =>
    (await street({ highway: "primary", ...tags }, "van-3.5t"))?.forwardKmh;
  expect(await kmh({ maxspeed: "DE:urban" })).toBeCloseTo(47.5, 9);
  expect(await kmh({ "maxspeed:type": "DE:zone30" })).toBeCloseTo(28.5, 9);
  expect(await kmh({ maxspeed: "signals", "zone:maxspeed": "DE:20" })).toBeCloseTo(19, 9);
  expect(await kmh({ maxspeed: "DE:rural" })).toBe(58);
});

describe("what a profile avoids", () => {
  const town: Town = {
    nodes: {
      1: { at: [10, 50] },
      2: { at: [10.001, 50] },
      3: { at: [10.002, 50] },
      4: { at: [10.003, 50] },
    },
    ways: {
      10: { nodes: [1, 2], tags: { highway: "residential" } },
      11: { nodes: [2, 3], tags: { highway: "residential", toll: "yes" } },
      12: { nodes: [3, 4], tags: { highway: "track" } },
    },
    relations: [],
  };

  test("is slower, or closed, for that vehicle alone", async () => {
    const graph = buildRoadGraph(await readTown(town));
    const base = profile("truck-26t");
    const shy: Profile = {
      ...base,
      avoid: [
        { kind: "tag", key: "toll", values: ["yes"], speedFactor: 0.5 },
        { kind: "class", class: "track", speedFactor: 0 },
      ],
    };
    const us = (routing: ReturnType<typeof compileTurns>) =>
      new Map(Array.from(routing.edgeWayId, (id, edge) => [id, routing.arcUs[edge * 2]]));
    const [bold, careful] = [base, shy].map((one) => us(compileTurns(graph, one)));
    expect([...careful.keys()]).toEqual([10, 11]);
    expect(careful.get(10)).toBe(bold.get(10));
    expect(careful.get(11)).toBeCloseTo(2 * (bold.get(11) ?? 0), -1);
  });
});
