import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import * as check from "../../src/cli/check.ts";
import * as solve from "../../src/cli/solve.ts";

const CVRPLIB = `NAME : tiny
TYPE : CVRP
DIMENSION : 4
CAPACITY : 10
EDGE_WEIGHT_TYPE : EUC_2D
NODE_COORD_SECTION
1 0 0
2 0 3
3 4 3
4 1 1
DEMAND_SECTION
1 0
2 4
3 6
4 5
EOF
`;

const NATIVE = {
  name: "two stops",
  dimensions: [],
  streams: [],
  profiles: [{ name: "road", matrix: { travelSec: roadRows(), travelM: roadRows() } }],
  depots: [{ placeIndex: 0 }],
  facilities: [],
  vehicleTypes: [
    {
      name: "truck",
      count: 1,
      profileIndex: 0,
      capacities: [],
      mixedStreams: true,
      startDepotIndex: 0,
      endDepotIndex: 0,
      shift: { startSec: 0, endSec: 10_000 },
      unloadBeforeEnd: false,
      costs: { fixedCents: 0, centsPerKm: 100, centsPerHour: 0, centsPerOvertimeHour: 0 },
    },
  ],
  stops: [
    { placeIndex: 1, serviceSec: 0, loads: [] },
    { placeIndex: 2, serviceSec: 0, loads: [] },
  ],
};

function roadRows(): number[][] {
  return [
    [0, 1000, 2000],
    [1000, 0, 1000],
    [2000, 1000, 0],
  ];
}

let folder = "";
let exitCodeBefore: typeof process.exitCode;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fillroute-solve-"));
  exitCodeBefore = process.exitCode;
});

beforeEach(() => {
  process.exitCode = 0;
});

afterAll(() => {
  process.exitCode = exitCodeBefore;
  rmSync(folder, { recursive: true });
});

function write(name: string, content: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

/** Runs one command; gives its exit code and what it printed to stdout, which must be one line. */
async function run(...words: string[]) {
  const printed: string[] = [];
  const out = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed.push(String(text));
    return true;
  });
  const messages = vi.spyOn(process.stderr, "write").mockImplementation(() => true);
  process.exitCode = 0;
  try {
    const program = new Command("fillroute").exitOverride();
    solve.register(program);
    check.register(program);
    for (const command of program.commands) command.exitOverride();
    await program.parseAsync(words, { from: "user" });
  } finally {
    out.mockRestore();
    messages.mockRestore();
  }
  const text = printed.join("");
  expect(text).toMatch(/^[^\n]+\n$/);
  const { exitCode } = process;
  process.exitCode = 0;
  return { exitCode, result: JSON.parse(text) as Record<string, unknown> };
}

test("solve prints one line and writes a file that check finds feasible", async () => {
  const file = write("tiny.vrp", CVRPLIB);
  const out = join(folder, "tiny.sol");
  const options = ["--format", "cvrplib", "--iterations", "200", "--seed", "7", "--threads", "2"];
  const solved = await run("solve", file, ...options, "--solution", out);
  expect(Object.keys(solved.result)).toEqual([
    "instance",
    "format",
    "feasible",
    "cost",
    "routes",
    "unassigned",
    "seconds",
    "iterations",
    "seed",
    "threads",
  ]);
  expect(solved).toMatchObject({
    exitCode: 0,
    result: { instance: "tiny", feasible: true, cost: 14, routes: 2, seed: 7, threads: 2 },
  });
  expect(readFileSync(out, "utf8")).toMatch(/^Route #1: .*\nRoute #2: .*\nCost 14\n$/);
  const checked = await run("check", file, "--format", "cvrplib", "--solution", out);
  expect(checked).toEqual({
    exitCode: 0,
    result: { feasible: true, cost: 14, violations: [] },
  });
});

test.each([
  ["a stop that is missing", "Route #1: 1\nRoute #2: 3\nCost 8\n", "stop-missing"],
  ["a stop twice", "Route #1: 1 2\nRoute #2: 3 1\nCost 18\n", "stop-twice"],
  ["a route that is too full", "Route #1: 1 2 3\nCost 12\n", "capacity"],
  ["a cost that is wrong", "Route #1: 1 2\nRoute #2: 3\nCost 13\n", "stated-cost"],
])("check names %s and exits with 1", async (_, solution, code) => {
  const file = write("tiny.vrp", CVRPLIB);
  const out = write("bad.sol", solution);
  const { exitCode, result } = await run("check", file, "--format", "cvrplib", "--solution", out);
  expect(exitCode).toBe(1);
  expect(result["feasible"]).toBe(false);
  expect(result["violations"]).toContainEqual(expect.objectContaining({ code }));
});

test("a native problem is solved in cents, and its solution checked", async () => {
  const file = write("two.json", NATIVE);
  const out = join(folder, "two.solution.json");
  const options = ["--format", "native", "--iterations", "50", "--solution", out];
  const solved = await run("solve", file, ...options);
  expect(solved.result).toMatchObject({ instance: "two stops", feasible: true, cost: 400 });
  const checked = await run("check", file, "--format", "native", "--solution", out);
  expect(checked.result).toEqual({ feasible: true, cost: 400, violations: [] });
});

/** A customer at each depot of two. */
const MDVRP = "2 1 2 2\n0 9\n0 9\n1 0 1 0 4\n2 9 1 0 4\n3 0 0 0 0\n4 9 0 0 0\n";
const HVRP = "// own\n2 1 999999 0\n2 4 1 2\n0 0\n0 1 4\n0 2 4\n";
const PYVRP = CVRPLIB.replace("CVRP", "PCVRPTW").replace("EOF", "VEHICLES : 2");
const KIM = `9 c
99 d
500 s
3600 l
40 mph
head
0 0 0 0600 1700 0 0 0
1 5280 0 0000 2400 60 0 2
2 0 5280 0000 2400 60 4 1
`;
const VROOM = {
  jobs: [{ id: 5, location_index: 1 }],
  vehicles: [{ start_index: 0, end_index: 0 }],
  matrices: {
    car: {
      durations: [
        [0, 3],
        [4, 0],
      ],
    },
  },
};

test.each([
  ["mdvrp", MDVRP, 4, /^Route #1: 1\nRoute #2: 2\nCost 4.00\n$/],
  ["hvrp", HVRP, 14, /^Route #1: [12]\nRoute #2: [12]\nCost 14.00\n$/],
  ["pyvrp", PYVRP, 148, /^Route #1: .*\nRoute #2: .*\nCost 148\n$/],
  ["kim", KIM, 4, /^Route #1: 2 1\nCost 4.00\n$/],
  ["vroom", VROOM, 7, /^Route #1: 5\nCost 7\n$/],
])("%s is solved, and its solution found feasible", async (format, text, cost, routes) => {
  const file = write(`tiny.${format}`, text);
  const out = join(folder, `tiny-${format}.sol`);
  const options = ["--format", format, "--iterations", "200", "--solution", out];
  const solved = await run("solve", file, ...options);
  expect(solved).toMatchObject({ exitCode: 0, result: { format, feasible: true, cost } });
  expect(readFileSync(out, "utf8")).toMatch(routes);
  const checked = await run("check", file, "--format", format, "--solution", out);
  expect(checked.result).toEqual({ feasible: true, cost, violations: [] });
});

test("a problem without a feasible solution exits with 1", async () => {
  const stops = [{ ...NATIVE.stops[0], windows: [{ startSec: 0, endSec: 10 }] }];
  const file = write("late.json", { ...NATIVE, stops });
  const solved = await run("solve", file, "--format", "native", "--iterations", "50");
  expect(solved).toMatchObject({ exitCode: 1, result: { feasible: false, unassigned: 1 } });
});

test.each([
  ["a format that is not known", ["solve", "tiny.vrp", "--format", "xml"], /--format \(xml\)/],
  ["a file that is not there", ["solve", "no.vrp", "--format", "cvrplib"], /cannot be read/],
  ["another file", ["solve", "two.json", "--format", "cvrplib"], /line 1/],
  ["a seed in words", ["solve", "tiny.vrp", "--format", "cvrplib", "--seed", "x"], /--seed \(x\)/],
  ["no time", ["solve", "tiny.vrp", "--format", "cvrplib", "--seconds", "-1"], /--seconds \(-1\)/],
])("%s is bad input and says so", async (_, words, message) => {
  write("tiny.vrp", CVRPLIB);
  write("two.json", NATIVE);
  const [command, file, ...options] = words;
  await expect(run(command, join(folder, file), ...options)).rejects.toMatchObject({
    code: "request/invalid",
    message: expect.stringMatching(message),
  });
});

test("all faults of a native problem are listed", async () => {
  const file = write("bad.json", {
    ...NATIVE,
    stops: [{ placeIndex: 9, serviceSec: 0, loads: [] }],
    x: 1,
  });
  await expect(run("solve", file, "--format", "native")).rejects.toMatchObject({
    code: "request/invalid",
    faults: [{ pointer: "x" }, { pointer: "stops[0].placeIndex" }],
  });
});
