import { expect, test } from "vitest";
import { readSolFile, writeSolFile } from "../../../src/solver/index.ts";

test("a solution file is read back as it was written", () => {
  const file = { routes: [[0, 2], [1]], cost: 12.5 };
  const text = writeSolFile(file, 1);
  expect(text).toBe("Route #1: 1 3\nRoute #2: 2\nCost 12.5\n");
  expect(readSolFile(text, 3)).toEqual({ ok: true, value: file });
});

test("case, colons and an empty route are of no matter", () => {
  expect(readSolFile("route 1 : 2\nRoute #2:\n\nCOST: 7\n", 2)).toEqual({
    ok: true,
    value: { routes: [[1], []], cost: 7 },
  });
});

test.each([
  ["a customer that does not exist", "Route #1: 1 4\nCost 1", 1, /customer \(4\)/],
  ["the depot as a customer", "Cost 1\nRoute #1: 0", 2, /customer \(0\)/],
  ["a word", "Route #1: 1 x\nCost 1", 1, /customer \(x\)/],
  ["a strange line", "Route #1: 1\nTotal 1", 2, /neither a route nor the cost/],
  ["no cost", "Route #1: 1", 0, /cost is missing/],
])("%s is refused with its line", (_, text, line, detail) => {
  expect(readSolFile(text, 3)).toMatchObject({
    ok: false,
    line,
    detail: expect.stringMatching(detail),
  });
});
