import { expect, test } from "vitest";
import {
  judgeSolRoutes,
  readCarp,
  readSolRoutes,
  solveInstance,
  writeSolRoutes,
} from "../../../src/solver/index.ts";

/**
 * A square 1-2-3-4 with sides of 10, 20, 10, 20, where 1-2 and 3-4 are to be served, and a dead end
 * of 5 from 3 to 5, to be served as well. Depot at 1.
 */
const TEXT = ` NOMBRE : square
 COMENTARIO : 80 (cota superior)
 VERTICES : 5
 ARISTAS_REQ : 3
 ARISTAS_NOREQ : 2
 VEHICULOS : 1
 CAPACIDAD : 10
 TIPO_COSTES_ARISTAS : EXPLICITOS
 COSTE_TOTAL_REQ : 25
 LISTA_ARISTAS_REQ :
 ( 1, 2)   coste 10   demanda 4
 ( 3, 4)   coste 10   demanda 3
 ( 5, 3)   coste 5   demanda 2
 LISTA_ARISTAS_NOREQ :
 ( 2, 3)   coste 20
 ( 4, 1)   coste 20
 DEPOSITO :   1
`;
const OPTIONS = { seed: 1, iterationsMax: 500, check: true };

function read(text: string) {
  const parsed = readCarp(text);
  if (!parsed.ok) throw new Error(`line ${parsed.line}: ${parsed.detail}`);
  return parsed.value;
}

function judge(text: string, solution: string) {
  const instance = read(text);
  const parsed = readSolRoutes(solution, instance);
  if (!parsed.ok) throw new Error(`line ${parsed.line}: ${parsed.detail}`);
  const { cost, violations } = judgeSolRoutes(instance, parsed.value);
  return { cost, codes: violations.map(({ code }) => code) };
}

test("a street is a stop with a place for each direction of service", () => {
  const { problem } = read(TEXT);
  const { travelM, placeCount } = problem.profiles[0].matrix;
  expect(placeCount).toBe(7);
  expect(problem.stops[1]).toMatchObject({ placeIndex: 3, alternatives: [{ placeIndex: 4 }] });
  const apart = (from: number, to: number): number => travelM[from * placeCount + to];
  expect(apart(0, 1)).toBe(10); // at the depot's node: the street alone
  expect(apart(0, 2)).toBe(20); // to its far end along itself, then served on the way back
  expect(apart(1, 3)).toBe(30); // from 2 over to 3, then 3-4
  expect(apart(3, 5)).toBe(20); // from 4 back to 3, out to 5, and served inwards
  expect(apart(4, 0)).toBe(30); // from 3 to the depot by 4 or by 2
});

test("the directions that save ways are found, and the cost is the whole length", () => {
  const instance = read(TEXT);
  const solution = solveInstance(instance, OPTIONS);
  // Out over 1-2 and 2-3, into the dead end and back, 3-4, home: 10 + 20 + 5 + 5 + 10 + 20.
  expect(instance.costOf(solution)).toBe(70);
  const text = writeSolRoutes(instance, solution);
  expect(judge(TEXT, text)).toEqual({ cost: 70, codes: [] });
  expect([1, 2, 3].every((street) => new RegExp(`\\b${street}\\b`).test(text))).toBe(true);
});

test("a minus in a solution turns the service of a street round", () => {
  // The dead end served inwards costs the same; the last street turned round 3-4-3 and home more.
  expect(judge(TEXT, "Route #1: 1 3 2\nCost 70\n")).toEqual({ cost: 70, codes: [] });
  expect(judge(TEXT, "Route #1: 1 -3 2\nCost 70\n")).toEqual({ cost: 70, codes: [] });
  expect(judge(TEXT, "Route #1: 1 3 -2\nCost 90\n")).toEqual({ cost: 90, codes: [] });
});

test("the number of vehicles is a hint, the capacity a rule", () => {
  const text = TEXT.replace("CAPACIDAD : 10", "CAPACIDAD : 5");
  const solution = solveInstance(read(text), OPTIONS);
  expect(solution).toMatchObject({ feasible: true, routes: { length: 2 } });
  expect(judge(text, "Route #1: 1 3 2\nCost 70\n").codes).toEqual(["capacity", "capacity"]);
  expect(judge(text, "Route #1: 1 3\nCost 60\n").codes).toEqual(
    expect.arrayContaining(["stop-missing"]),
  );
});

test("a street that a solution names and the file does not is refused with its line", () => {
  for (const street of ["4", "-4", "0", "1.5"]) {
    expect(readSolRoutes(`Route #1: 1 ${street}\nCost 70\n`, read(TEXT))).toMatchObject({
      ok: false,
      line: 1,
    });
  }
});

test.each([
  [
    "a street without demand among those to serve",
    ["demanda 3", ""],
    12,
    /form \(a, b\) coste c dem/,
  ],
  [
    "a demand among the others",
    ["coste 20\n ( 4", "coste 20 demanda 1\n ( 4"],
    15,
    /form \(a, b\)/,
  ],
  ["a word for a length", ["coste 5 ", "coste x "], 13, /coste \(x\) must be a number/],
  ["a node out of range", ["( 5, 3)", "( 6, 3)"], 13, /node \(6\) must be from 1 to 5/],
  ["a street outside the lists", [" LISTA_ARISTAS_REQ :\n", ""], 10, /outside the lists/],
  ["a wrong number of streets", ["ARISTAS_REQ : 3", "ARISTAS_REQ : 4"], 17, /is 4, but 3 edges/],
  ["no depot", [" DEPOSITO :   1\n", ""], 16, /DEPOSITO is missing/],
  ["a depot out of range", ["DEPOSITO :   1", "DEPOSITO : 9"], 17, /\(9\) must be from 1 to 5/],
  ["no capacity", ["CAPACIDAD : 10", "CAPACIDAD : 0"], 7, /CAPACIDAD \(0\) must be at least 1/],
  ["a field that is not known", ["VEHICULOS", "VEHICLES"], 6, /neither a known field nor an edge/],
  ["a part of the network out of reach", ["( 5, 3)", "( 5, 5)"], 0, /no way from node 1 to node 5/],
])("%s is refused with its line", (_, [from, to], line, detail) => {
  const text = TEXT.replace(from, to);
  expect(readCarp(text)).toMatchObject({ ok: false, line, detail: expect.stringMatching(detail) });
});
