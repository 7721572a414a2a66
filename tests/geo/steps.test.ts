import { describe, expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import {
  buildRoadGraph,
  compileRouting,
  encodePath,
  type LonLat,
  legPath,
  legSteps,
  PROFILES,
  type RoadPlace,
  type RoadStep,
  STEP_LANGUAGES,
  snapPlaces,
  stepText,
} from "../../src/geo/index.ts";
import { randomTown } from "./support/random-town.ts";
import { readTown, type Town } from "./support/town.ts";

/** High Street runs east and bends at 2; Mill Lane leaves it to the north at 3. */
const TOWN: Town = {
  nodes: {
    1: { at: [10, 50] },
    2: { at: [10.001, 50] },
    3: { at: [10.001, 50.001] },
    4: { at: [10.002, 50.001] },
    5: { at: [10.001, 50.002] },
  },
  ways: {
    10: { nodes: [1, 2, 3], tags: { highway: "residential", name: "High Street" } },
    11: { nodes: [3, 4], tags: { highway: "residential", name: "Mill Lane" } },
    12: { nodes: [3, 5], tags: { highway: "residential", ref: "B 3" } },
  },
  relations: [],
};

async function stepsBetween(from: LonLat, to: LonLat): Promise<RoadStep[]> {
  const profile = PROFILES.find(({ id }) => id === "truck-26t");
  if (profile === undefined) throw new Error("truck-26t");
  const routing = compileRouting(buildRoadGraph(await readTown(TOWN)), profile);
  const places = snapPlaces(routing, [from, to], { radiusM: 30 });
  const [start, end] = places.filter((place): place is RoadPlace => place.ok);
  const path = legPath(routing, start, end);
  if (path === null) throw new Error("no path");
  return legSteps(routing, start, end, path);
}

describe("steps", () => {
  test("name the roads, the turns and the side of the stop", async () => {
    const steps = await stepsBetween([10.0005, 50], [10.0015, 50.0009]);
    expect(steps.map((step) => stepText(step, "en"))).toEqual([
      "Start on High Street",
      "Turn right on Mill Lane",
      "Arrive on Mill Lane, on the right",
    ]);
    expect(steps.map((step) => stepText(step, "de"))).toEqual([
      "Losfahren – High Street",
      "Rechts abbiegen – Mill Lane",
      "Ziel erreicht – Mill Lane, auf der rechten Seite",
    ]);
    expect(steps.map((step) => stepText(step, "es"))).toEqual([
      "Salir por High Street",
      "Girar a la derecha por Mill Lane",
      "Llegada por Mill Lane, a la derecha",
    ]);
    expect(steps[1].at).toEqual([10.001, 50.001]);
  });

  test("the same way back turns left, and the side is seen from there", async () => {
    const steps = await stepsBetween([10.0015, 50.001], [10.0005, 50.0001]);
    expect(steps.map((step) => stepText(step, "en"))).toEqual([
      "Start on Mill Lane",
      "Turn left on High Street",
      "Arrive on High Street, on the right",
    ]);
  });

  test("a road without a name goes by its number, a bend is no step", async () => {
    const steps = await stepsBetween([10.0005, 50], [10.001, 50.0015]);
    expect(steps.map((step) => stepText(step, "en"))).toEqual([
      "Start on High Street",
      "Go straight ahead on B 3",
      "Arrive on B 3",
    ]);
  });

  test("add up to the time and length of the path, whatever the path", async () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = new Random(seed);
      const graph = buildRoadGraph(await readTown(randomTown(random, 6)));
      for (const profile of PROFILES) {
        const routing = compileRouting(graph, profile);
        const points = Array.from({ length: 6 }, (): LonLat => {
          return [10 + random.float() * 0.01, 50 + random.float() * 0.007];
        });
        const snaps = snapPlaces(routing, points, { radiusM: 500, roads: "all" });
        const places = snaps.filter((place): place is RoadPlace => place.ok);
        for (const [from, to] of places.slice(1).map((place, i) => [places[i], place])) {
          const path = legPath(routing, from, to);
          if (path === null) continue;
          const steps = legSteps(routing, from, to, path);
          const m = steps.reduce((sum, step) => sum + step.m, 0);
          const sec = steps.reduce((sum, step) => sum + step.sec, 0);
          expect(m, `seed ${seed}, ${profile.id}`).toBeCloseTo(path.um / 1e6, 4);
          expect(sec, `seed ${seed}, ${profile.id}`).toBeCloseTo(path.us / 1e6, 4);
          expect(steps.every((step) => step.sec >= 0 && step.m >= 0)).toBe(true);
        }
      }
    }
  });

  test("every language has a sentence for every manoeuvre", () => {
    const step: RoadStep = {
      manoeuvre: "turn-back",
      name: "",
      m: 0,
      sec: 0,
      at: [0, 0],
      side: null,
    };
    expect(STEP_LANGUAGES.map((language) => stepText(step, language))).toEqual([
      "Turn back",
      "Wenden",
      "Dar la vuelta",
    ]);
  });
});

test("an encoded polyline is that of the format's own example", () => {
  const line: LonLat[] = [
    [-120.2, 38.5],
    [-120.95, 40.7],
    [-126.453, 43.252],
  ];
  expect(encodePath(line)).toBe("_p~iF~ps|U_ulLnnqC_mqNvxq`@");
});
