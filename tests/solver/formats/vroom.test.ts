import { expect, test } from "vitest";
import { readVroom, solve, writeSolRoutes } from "../../../src/solver/index.ts";

const DURATIONS = [
  [0, 10, 20, 30],
  [10, 0, 10, 20],
  [20, 10, 0, 10],
  [30, 20, 10, 0],
];
const FILE = {
  jobs: [
    { id: 11, location_index: 1, service: 5, delivery: [4], skills: [1] },
    { id: 12, location_index: 2, delivery: [4], time_windows: [[100, 200]] },
    { id: 13, location_index: 3, delivery: [4], skills: [1, 2] },
  ],
  vehicles: [
    { id: 1, start_index: 0, end_index: 0, capacity: [8], skills: [1] },
    { id: 2, start_index: 0, end_index: 0, capacity: [8], skills: [2, 1], costs: { fixed: 7 } },
  ],
  matrices: { car: { durations: DURATIONS } },
};

function solved(file: object) {
  const parsed = readVroom(JSON.stringify(file));
  if (!parsed.ok) throw new Error(`line ${parsed.line}: ${parsed.detail}`);
  const solution = solve(parsed.value.problem, { seed: 1, iterationsMax: 300, check: true });
  return { text: writeSolRoutes(parsed.value, solution), solution };
}

test("skills, capacities and fixed prices decide who serves what", () => {
  // Only the second vehicle may serve 13; with 12 on the way its day is 60 and 7, the other's 20.
  expect(solved(FILE).text).toMatch(/^Route #1: 11\nRoute #2: (12 13|13 12)\nCost 87\n$/);
});

test("a job that nobody can serve is left out, and the rest costs as without it", () => {
  const jobs = [...FILE.jobs, { id: 14, location_index: 1, delivery: [9] }];
  const { text, solution } = solved({ ...FILE, jobs });
  expect(solution).toMatchObject({ feasible: true, unassigned: [{ stopIndex: 3 }] });
  expect(text).toMatch(/\nCost 87\n$/);
});

test("of two jobs for one place in a vehicle the one of higher priority is served", () => {
  const jobs = [
    { id: 1, location_index: 1, pickup: [8] },
    { id: 2, location_index: 3, pickup: [8], priority: 1 },
  ];
  const vehicles = [{ id: 1, start_index: 0, capacity: [8] }];
  expect(solved({ ...FILE, jobs, vehicles }).text).toBe("Route #1: 2\nCost 30\n"); // ends there
});

test("costs of a matrix take the place of its durations", () => {
  const costs = DURATIONS.map((row) => row.map((sec) => 2 * sec));
  expect(solved({ ...FILE, matrices: { car: { durations: DURATIONS, costs } } }).text).toMatch(
    /\nCost 167\n$/,
  );
});

test("windows in seconds of the epoch count from the earliest", () => {
  const epoch = 1_600_000_000;
  const vehicles = FILE.vehicles.map((each) => ({ ...each, time_window: [epoch, epoch + 900] }));
  const jobs = FILE.jobs.map((job) => ({ ...job, time_windows: [[epoch + 50, epoch + 500]] }));
  expect(solved({ ...FILE, jobs, vehicles }).text).toMatch(/\nCost 87\n$/);
});

const [job] = FILE.jobs;
const [vehicle] = FILE.vehicles;
test.each([
  ["shipments", { ...FILE, shipments: [{}] }, /^shipments is not supported/],
  ["breaks", { ...FILE, vehicles: [{ ...vehicle, breaks: [{ id: 1 }] }] }, /breaks is not supp/],
  ["setup times", { ...FILE, jobs: [{ ...job, setup: 9 }] }, /^jobs\[0\]\.setup is not supported/],
  ["a field that is not known", { ...FILE, x: 1 }, /^x is not known/],
  ["deliveries and pickups", { ...FILE, jobs: [{ ...job, pickup: [1] }] }, /one of them alone/],
  ["no matrices", { ...FILE, matrices: undefined }, /^matrices are missing/],
  ["another profile", { ...FILE, vehicles: [{ ...vehicle, profile: "bike" }] }, /no matrix/],
  ["a start anywhere", { ...FILE, vehicles: [{ capacity: [8] }] }, /start_index is missing/],
  ["an id twice", { ...FILE, jobs: [job, job] }, /^jobs\[1\]\.id \(11\) is there twice/],
  [
    "a place too far",
    { ...FILE, jobs: [{ ...job, location_index: 9 }] },
    /\(9\) must be the index/,
  ],
  ["a row too short", { ...FILE, matrices: { car: { durations: [[0, 1], [1]] } } }, /2 entries/],
  [
    "another amount",
    { ...FILE, jobs: [{ ...job, delivery: [1, 2] }] },
    /loads must have one entry/,
  ],
])("%s is refused by its path", (_, file, detail) => {
  expect(readVroom(JSON.stringify(file))).toMatchObject({
    ok: false,
    line: 0,
    detail: expect.stringMatching(detail),
  });
});

test("what is no JSON is refused with its line", () => {
  expect(readVroom('{\n"jobs": [,\n')).toMatchObject({
    ok: false,
    line: 2,
    detail: expect.stringMatching(/is not JSON/),
  });
});
