import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describeInParts } from "../../src/solver/decompose/route-in-part.ts";
import {
  BREAK_PRESETS,
  checkSolution,
  evaluateRoutes,
  type PlannedRoute,
  type PlannedVisit,
  type Problem,
  type Route,
  readNative,
  type Solution,
  solve,
  type Visit,
} from "../../src/solver/index.ts";
import { FIELDS } from "../../src/solver/validate/fields.ts";

type Json = { [key: string]: unknown };

interface Example {
  readonly name: string;
  readonly fields: Json;
  /** The cost in bold in the words behind the example. */
  readonly cents: number;
  /** The routes in the words, each as `vehicle: visits`. */
  readonly routes: readonly string[];
}

const TEXT = readFileSync(join(import.meta.dirname, "../../docs/problem.md"), "utf8");

function readExamples(): Example[] {
  const pattern = /<!-- example: ([\w-]+) -->\n```json\n([\s\S]*?)```\n([\s\S]*?)(?=\n## |<!--|$)/g;
  return [...TEXT.matchAll(pattern)].map(([, name, json, words]) => ({
    name,
    fields: JSON.parse(json) as Json,
    cents: Number(/\*\*(\d+) cents\*\*/.exec(words)?.[1]),
    routes: [...words.matchAll(/`(\d+: [^`]*)`/g)].map(([, route]) => route),
  }));
}

/** Lays the changes of an example over the least problem: lists item by item, null takes away. */
function merge(base: unknown, change: unknown): unknown {
  if (Array.isArray(base) && Array.isArray(change) && base.every((item) => isObject(item))) {
    return change.map((item, i) => merge(base[i], item));
  }
  if (!isObject(base) || !isObject(change)) return change;
  const merged: Json = { ...base };
  for (const [key, value] of Object.entries(change)) {
    if (value === null) delete merged[key];
    else merged[key] = merge(base[key], value);
  }
  return merged;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const examples = readExamples();

function problemOf(fields: Json): Problem {
  const parsed = readNative(JSON.stringify(merge(examples[0].fields, fields)));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return parsed.value.problem;
}

function solveBriefly(problem: Problem): Solution {
  return solve(problem, { seed: 1, iterationsMax: 500, check: true });
}

/** `Mill Lane (place 1)` as the visit it names. */
function visitOf(problem: Problem, name: string): PlannedVisit {
  const [, id, place] = /^(.*?)(?: \(place (\d+)\))?$/.exec(name) ?? [];
  const stopIndex = problem.stops.findIndex((stop) => stop.id === id);
  if (stopIndex < 0) {
    const facilityIndex = problem.facilities.findIndex((facility) => facility.id === id);
    expect({ name, facilityIndex }).not.toEqual({ name, facilityIndex: -1 });
    return { kind: "facility", facilityIndex };
  }
  if (place === undefined) return { kind: "stop", stopIndex };
  const places = problem.stops[stopIndex].alternatives?.map(({ placeIndex }) => placeIndex) ?? [];
  return { kind: "stop", stopIndex, alternative: 1 + places.indexOf(Number(place)) };
}

/** Where breaks lie follows from the other visits, so that they are not planned. */
function plannedRoute(problem: Problem, route: string): PlannedRoute {
  const [vehicle, names] = route.split(": ");
  const visits = names.split(/,\s+/).filter((name) => !name.startsWith("break "));
  return {
    vehicleIndex: Number(vehicle),
    visits: visits.map((name) => visitOf(problem, name)),
  };
}

function nameOfVisit(problem: Problem, { kind, index, alternative, placeIndex }: Visit): string {
  if (kind === "facility") return problem.facilities[index].id ?? "";
  if (kind === "break") return `break ${index}${alternative < 0 ? "" : ` part ${alternative}`}`;
  return `${problem.stops[index].id}${alternative === 0 ? "" : ` (place ${placeIndex})`}`;
}

function describeRoute(problem: Problem, { vehicleIndex, visits }: Route): string {
  const inner = visits.filter(({ kind }) => kind !== "start" && kind !== "end");
  return `${vehicleIndex}: ${inner.map((visit) => nameOfVisit(problem, visit)).join(", ")}`;
}

test("the page has an example of each feature", () => {
  expect(examples.map(({ name }) => name)).toEqual([
    "least",
    "dimensions",
    "compaction",
    "facility",
    "queue",
    "quota",
    "streams",
    "accepted",
    "compartments",
    "windows",
    "lateness",
    "release",
    "service",
    "lifts",
    "alternatives",
    "price",
    "access",
    "skills",
    "exactly-one",
    "all-or-none",
    "same-vehicle",
    "different-vehicle",
    "order",
    "direct-order",
    "overtime",
    "limits",
    "total",
    "open-end",
    "fuel",
    "break-window",
    "break-rule",
    "break-parts",
    "preset",
    "released",
    "reordered",
    "committed",
    "committed-break",
    "hold",
    "running",
    "on-board",
    "plane",
    "depots",
    "docks",
    "slices",
    "balance-load",
    "balance-duration",
    "compactness",
  ]);
});

test("the page names every field of the model", () => {
  const fields = new Set(Object.values(FIELDS).flatMap((names) => names.split(" ")));
  const missing = [...fields].filter((field) => !new RegExp(`["\`]${field}["\`]`).test(TEXT));
  expect(missing).toEqual([]);
});

test.each(examples)("the routes stated for $name cost what the page says", (example) => {
  const problem = problemOf(example.fields);
  const stated = example.routes.map((route) => route.replace(/\s+/g, " "));
  const planned = stated.map((route) => plannedRoute(problem, route));
  const routes = problem.profiles.some(({ plane }) => plane !== undefined)
    ? describeInParts(problem, planned)
    : evaluateRoutes(problem, planned).routes;
  expect(routes.map((route) => describeRoute(problem, route))).toEqual(stated);
  const check = checkSolution(problem, { routes });
  expect(check).toMatchObject({ violations: [], costCents: example.cents });
});

test.each(examples)("the search finds $name's cost", ({ fields, cents }) => {
  const problem = problemOf(fields);
  const solution = solveBriefly(problem);
  expect(checkSolution(problem, solution).violations).toEqual([]);
  expect(solution.cost.totalCents).toBe(cents);
});

test("the price at which the optional stop is left out is as the page says", () => {
  const solution = solveBriefly(problemOf({ stops: [{}, { priceCents: 1600 }] }));
  expect(solution.unassigned.map(({ stopIndex }) => stopIndex)).toEqual([1]);
});

test("the price at which a group is left out is as the page says", () => {
  const groups = [{ kind: "exactly-one", stopIndices: [0, 1], priceCents: 3000 }];
  const { cost, routes } = solveBriefly(problemOf({ groups }));
  expect([cost.totalCents, routes]).toEqual([3000, []]);
});

test("the table of presets is that of the code", () => {
  const rows = [...TEXT.matchAll(/^\| `([a-z0-9-]+)` \| .* \| (.*) \| (.*) \|$/gm)];
  const stated = rows.map(([, name, source, beyond]) => ({ name, source, beyond }));
  for (const { name, source, beyond } of BREAK_PRESETS) {
    expect(stated).toContainEqual({ name, source, beyond });
  }
});
