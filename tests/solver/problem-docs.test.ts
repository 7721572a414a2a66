import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkSolution, readNative, solve } from "../../src/solver/index.ts";

type Json = { [key: string]: unknown };

interface Example {
  readonly name: string;
  readonly fields: Json;
  /** The cost in bold in the words behind the example. */
  readonly cents: number;
}

const TEXT = readFileSync(join(import.meta.dirname, "../../docs/problem.md"), "utf8");

function readExamples(): Example[] {
  const pattern = /<!-- example: (\w+) -->\n```json\n([\s\S]*?)```\n([\s\S]*?)(?=\n## |<!--|$)/g;
  return [...TEXT.matchAll(pattern)].map(([, name, json, words]) => ({
    name,
    fields: JSON.parse(json) as Json,
    cents: Number(/\*\*(\d+) cents\*\*/.exec(words)?.[1]),
  }));
}

/** Lays the changes of an example over the least problem; lists are merged item by item. */
function merge(base: unknown, change: unknown): unknown {
  if (Array.isArray(base) && Array.isArray(change) && base.every((item) => isObject(item))) {
    return change.map((item, i) => merge(base[i], item));
  }
  if (!isObject(base) || !isObject(change)) return change;
  const merged: Json = { ...base };
  for (const [key, value] of Object.entries(change)) merged[key] = merge(base[key], value);
  return merged;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const examples = readExamples();

test("the page has an example of each feature", () => {
  expect(examples.map(({ name }) => name)).toEqual([
    "least",
    "dimensions",
    "facility",
    "streams",
    "windows",
    "price",
    "access",
    "overtime",
    "limits",
    "released",
    "committed",
    "depots",
  ]);
});

test.each(examples)("the example $name costs what the page says", ({ name, fields, cents }) => {
  const file = structuredClone(merge(examples[0].fields, fields)) as Json;
  if (name === "committed") delete (file["vehicleTypes"] as Json[])[0]["count"];
  const parsed = readNative(JSON.stringify(file));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  const { problem } = parsed.value;
  const solution = solve(problem, { seed: 1, iterationsMax: 500, check: true });
  expect(checkSolution(problem, solution).violations).toEqual([]);
  expect(solution.cost.totalCents).toBe(cents);
});

test("the price at which the optional stop is left out is as the page says", () => {
  const file = merge(examples[0].fields, { stops: [{}, { priceCents: 1600 }] });
  const parsed = readNative(JSON.stringify(file));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  const solution = solve(parsed.value.problem, { seed: 1, iterationsMax: 500, check: true });
  expect(solution.unassigned.map(({ stopIndex }) => stopIndex)).toEqual([1]);
});
