import { expect, test } from "vitest";
import { NONE, Random } from "../../src/base/index.ts";
import {
  buildRoadGraph,
  compileRouting,
  growTravelMatrix,
  profileNamed,
  snapPlaces,
  travelMatrix,
} from "../../src/geo/index.ts";
import { randomTown } from "./support/random-town.ts";
import { readTown } from "./support/town.ts";

test("a matrix that grew by some places is the one of all places, also in another order", async () => {
  const profile = profileNamed("truck-26t");
  if (profile === undefined) throw new Error("truck-26t");
  for (let seed = 0; seed < 20; seed++) {
    const random = new Random(seed);
    const graph = buildRoadGraph(await readTown(randomTown(random, 6)));
    const routing = compileRouting(graph, profile);
    const points = Array.from({ length: 30 }, (_, i) => {
      const isOff = i % 10 === 7; // one place in ten lies on no road
      return isOff ? ([11, 51] as const) : ([10 + random.float() * 0.01, 50.003] as const);
    });
    const places = snapPlaces(routing, points, { radiusM: 500 });
    const known = [...places.keys()].filter(() => random.below(4) > 0);
    random.shuffle(known, known.length);
    const before = travelMatrix(
      routing,
      known.map((place) => places[place]),
    );
    const knownIndex = Int32Array.from(places, (_, place) => known.indexOf(place));
    expect(knownIndex).toContain(NONE);
    const grown = growTravelMatrix(routing, places, before, knownIndex);
    expect(grown, `seed ${seed}`).toEqual(travelMatrix(routing, places));
  }
});
