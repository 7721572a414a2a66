import { expect, test } from "vitest";
import { Random } from "../../../src/base/index.ts";
import { codesOfVisits } from "../../../src/solver/commitments.ts";
import { compileModel } from "../../../src/solver/model.ts";
import { walkRoute } from "../../../src/solver/rich/walk-memo.ts";
import { evaluateSequence, newSequenceFigures } from "../../../src/solver/sequence.ts";
import { newState } from "../../../src/solver/state.ts";
import { randomVisits } from "../random-problem.ts";
import { richInstance } from "../random-rich.ts";

test("what is remembered of a walk is what walking says, the first time and later", () => {
  let keptCount = 0;
  for (let seed = 0; seed < 300; seed++) {
    const { problem, features } = richInstance(seed);
    if (!features.has("break-window") && !features.has("break-work")) continue;
    const model = compileModel(problem);
    const state = newState(model);
    const random = new Random(seed);
    const routes = Array.from({ length: 8 }, () => ({
      vehicle: random.below(model.vehicleCount),
      codes: codesOfVisits(model, randomVisits(random, problem)),
    }));
    const figures = newSequenceFigures();
    for (const { vehicle, codes } of [...routes, ...routes]) {
      walkRoute(state, vehicle, codes, codes.length);
      const remembered = { ...state.figures };
      evaluateSequence(model, vehicle, codes, codes.length, figures);
      expect({ seed, broken: remembered.broken }).toEqual({ seed, broken: figures.broken });
      if (figures.broken !== undefined) continue;
      keptCount++;
      expect({ seed, figures: remembered }).toEqual({ seed, figures });
    }
  }
  expect(keptCount).toBeGreaterThan(50);
});
