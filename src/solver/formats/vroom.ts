import { createTravelMatrix, INFINITE_SEC, type TravelMatrix } from "../../base/index.ts";
import { TIME_MAX_SEC } from "../model.ts";
import {
  COST_UNITS_PER_CENT,
  type Depot,
  type Problem,
  type Stop,
  type TimeWindow,
} from "../problem.ts";
import { validateProblem } from "../validate.ts";
import { type FleetVehicle, fleetOf } from "./fleet.ts";
import { FormatError, type Instance, type Parsed, parsing } from "./instance.ts";
import { faultyJsonLine } from "./json-line.ts";
import {
  type JsonObject,
  listAt,
  objectAt,
  onlyFields,
  refuseAt,
  wholeField,
  wholesAt,
  wholeValue,
} from "./vroom-fields.ts";

/** Cents of a unit of cost, so that any whole price of an hour makes whole cents per kilometre. */
const CENTS_PER_UNIT = 18;
const PER_HOUR_DEFAULT = 3600;
const PRICE_MAX = 1_000_000_000;
const PRIORITY_COUNT = 101;

const UNSUPPORTED = {
  file: { shipments: "pickups that are delivered to another place", matrix: "use matrices" },
  job: { setup: "times that depend on the stop before" },
  vehicle: {
    breaks: "breaks",
    steps: "routes to start from",
    max_travel_time: "a limit on driving alone",
    max_distance: "a limit on the distance where time is priced",
    speed_factor: "speeds by vehicle: give each a profile with a matrix of its own",
    type: "times by vehicle type",
  },
  costs: { per_task_hour: "prices of service", per_km: "prices of distance beside those of time" },
};
const KNOWN = {
  file: ["jobs", "vehicles", "matrices"],
  job: [
    ...["id", "description", "location", "location_index", "service", "skills", "priority"],
    ...["delivery", "pickup", "amount", "time_windows"],
  ],
  vehicle: [
    ...["id", "description", "profile", "start", "start_index", "end", "end_index", "capacity"],
    ...["costs", "skills", "time_window", "max_tasks"],
  ],
  costs: ["fixed", "per_hour"],
};

/**
 * Reads a problem in VROOM's JSON: jobs with services, amounts, skills, priorities and windows,
 * vehicles with capacities, skills, hours and prices, and matrices for each profile.
 *
 * A job that cannot be served is left out at a price above any route's, dearer by its priority. The
 * cost is VROOM's: fixed prices and travel time at the price of an hour (or the `costs` of the
 * profile). Route k of a solution is that of the k-th vehicle, its jobs by id. Fields that the
 * model has no rule for are refused by name.
 */
export function readVroom(text: string): Parsed<Instance> {
  return parsing(() => {
    let data: unknown;
    try {
      data = JSON.parse(text);
    } catch (error) {
      throw new FormatError(faultyJsonLine(text), `is not JSON: ${(error as Error).message}`);
    }
    const file = objectAt("the file", data);
    onlyFields({ path: "", fields: file.fields }, KNOWN.file, UNSUPPORTED.file);
    const problem = build(file);
    const [fault] = validateProblem(problem);
    if (fault !== undefined) refuseAt(fault.path, fault.detail);
    return {
      problem,
      costOf: ({ cost }) =>
        Math.round((cost.totalUnits / COST_UNITS_PER_CENT - cost.unassignedCents) / CENTS_PER_UNIT),
      costDecimals: 0,
      numbering: {
        stopNumbers: problem.stops.map(({ id }) => Number(id)),
        facilityNumbers: [],
        byVehicle: true,
      },
    };
  });
}

function build({ fields }: JsonObject): Problem {
  const jobs = listAt("jobs", fields["jobs"]).map((job, i) => objectAt(`jobs[${i}]`, job));
  const vehicles = listAt("vehicles", fields["vehicles"]).map((vehicle, i) =>
    objectAt(`vehicles[${i}]`, vehicle),
  );
  for (const job of jobs) onlyFields(job, KNOWN.job, UNSUPPORTED.job);
  for (const vehicle of vehicles) onlyFields(vehicle, KNOWN.vehicle, UNSUPPORTED.vehicle);
  if (vehicles.length === 0) refuseAt("vehicles", "must not be empty");
  checkIds(jobs);
  const profiles = readProfiles(fields["matrices"]);
  const clock = clockOf(jobs, vehicles);
  const depots: Depot[] = [];
  const dimensionCount = wholesAt("capacity", vehicles[0].fields["capacity"]).length;
  const fleet = vehicles.map((vehicle) => readVehicle(vehicle, { profiles, depots, clock }));
  const skills = vehicles.map(
    ({ path, fields: { skills: list } }) => new Set(wholesAt(`${path}.skills`, list)),
  );
  const amount = amountField(jobs);
  const priceCents = priceAbove(fleet, profiles);
  return {
    name: "",
    dimensions: Array.from({ length: dimensionCount }, (_, i) => ({
      name: `amount ${i + 1}`,
      unit: "pieces",
    })),
    streams: [],
    profiles,
    depots,
    facilities: [],
    ...fleetOf(fleet),
    stops: jobs.map((job) => readJob(job, { amount, dimensionCount, clock, skills, priceCents })),
  };
}

function checkIds(jobs: readonly JsonObject[]): void {
  const seen = new Set<number>();
  for (const { path, fields } of jobs) {
    const id = wholeValue(`${path}.id`, fields["id"]);
    if (seen.has(id)) refuseAt(`${path}.id`, `(${id}) is there twice`);
    seen.add(id);
  }
}

/** What is priced stands as metres: the costs of the file, or else the seconds. */
function readProfiles(given: unknown): Problem["profiles"] {
  if (given === undefined) {
    refuseAt("matrices", "are missing: places without a matrix are not supported");
  }
  return Object.entries(objectAt("matrices", given).fields).map(([name, value]) => {
    const path = `matrices.${name}`;
    const matrix = objectAt(path, value);
    onlyFields(matrix, ["durations", "distances", "costs"], {});
    const seconds = readRows(`${path}.durations`, matrix.fields["durations"]);
    const { costs } = matrix.fields;
    const priced = costs === undefined ? seconds : readRows(`${path}.costs`, costs);
    if (priced.length !== seconds.length) refuseAt(`${path}.costs`, "differ in size");
    return { name, matrix: matrixFrom(seconds, priced) };
  });
}

function readRows(path: string, value: unknown): number[][] {
  if (value === undefined) refuseAt(path, "is missing");
  const rows = listAt(path, value).map((row, i) => wholesAt(`${path}[${i}]`, row));
  const bad = rows.findIndex((row) => row.length !== rows.length);
  return bad < 0 ? rows : refuseAt(`${path}[${bad}]`, `must have ${rows.length} entries`);
}

function matrixFrom(seconds: readonly number[][], priced: readonly number[][]): TravelMatrix {
  const matrix = createTravelMatrix(seconds.length);
  seconds.forEach((row, from) => {
    row.forEach((sec, to) => {
      if (sec >= INFINITE_SEC || priced[from][to] >= INFINITE_SEC) return; // stays "no way"
      matrix.travelSec[from * seconds.length + to] = sec;
      matrix.travelM[from * seconds.length + to] = priced[from][to];
    });
  });
  return matrix;
}

type Clock = (path: string, value: unknown) => TimeWindow;

/** Windows count from the earliest of the file where it is far off: seconds of the epoch. */
function clockOf(jobs: readonly JsonObject[], vehicles: readonly JsonObject[]): Clock {
  const given = [
    ...vehicles.map(({ fields }) => fields["time_window"]),
    ...jobs.flatMap(({ path, fields }) => listAt(`${path}.time_windows`, fields["time_windows"])),
  ].filter((window) => window !== undefined);
  const starts = given.map((window) => wholesAt("a time window", window)[0]);
  const earliest = starts.reduce((least, start) => Math.min(least, start), Number.MAX_SAFE_INTEGER);
  const origin = given.length > 0 && earliest > TIME_MAX_SEC / 2 ? earliest : 0;
  return (path, value) => {
    const span = wholesAt(path, value);
    if (span.length !== 2) refuseAt(path, "must be a start and an end");
    return { startSec: span[0] - origin, endSec: Math.min(span[1] - origin, TIME_MAX_SEC) };
  };
}

interface VehicleContext {
  readonly profiles: Problem["profiles"];
  readonly depots: Depot[];
  readonly clock: Clock;
}

function readVehicle(
  vehicle: JsonObject,
  { profiles, depots, clock }: VehicleContext,
): FleetVehicle {
  const { path, fields } = vehicle;
  const profile = fields["profile"] ?? "car";
  const profileIndex = profiles.findIndex(({ name }) => name === profile);
  if (profileIndex < 0) refuseAt(`${path}.profile`, `(${profile}) has no matrix`);
  const costs = objectAt(`${path}.costs`, fields["costs"] ?? {});
  onlyFields(costs, KNOWN.costs, UNSUPPORTED.costs);
  const { start_index: start, end_index: end, time_window: hours } = fields;
  if (start === undefined) {
    refuseAt(`${path}.start_index`, "is missing: routes that start anywhere are not supported");
  }
  return {
    profileIndex,
    capacities: wholesAt(`${path}.capacity`, fields["capacity"]),
    depotIndex: depotAt(depots, wholeValue(`${path}.start_index`, start)),
    ...(end === undefined
      ? {}
      : { endDepotIndex: depotAt(depots, wholeValue(`${path}.end_index`, end)) }),
    fixedCents: wholeField(costs, "fixed", 0) * CENTS_PER_UNIT,
    // A second stands as a metre: an hour's price over 3600, times 1000 metres and 18 cents.
    centsPerKm: wholeField(costs, "per_hour", PER_HOUR_DEFAULT) * 5,
    ...(hours === undefined ? {} : { shift: clock(`${path}.time_window`, hours) }),
    ...(fields["max_tasks"] === undefined
      ? {}
      : { stopCountMax: wholeField(vehicle, "max_tasks", 0) }),
  };
}

function depotAt(depots: Depot[], placeIndex: number): number {
  const known = depots.findIndex((depot) => depot.placeIndex === placeIndex);
  return known < 0 ? depots.push({ placeIndex }) - 1 : known;
}

/** The one field that states amounts: a route that both loads and delivers is not supported. */
function amountField(jobs: readonly JsonObject[]): string {
  const names = ["delivery", "pickup", "amount"];
  const used = names.filter((name) => jobs.some(({ fields }) => fields[name] !== undefined));
  if (used.length <= 1) return used[0] ?? "delivery";
  return refuseAt("jobs", `state ${used.join(" and ")}: one of them alone is supported`);
}

/** More than a stop can add to any route. */
function priceAbove(fleet: readonly FleetVehicle[], profiles: Problem["profiles"]): number {
  const longest = profiles.map(({ matrix }) =>
    matrix.travelM.reduce((most, m) => (m < INFINITE_SEC ? Math.max(most, m) : most), 0),
  );
  const price = fleet.reduce((most, { profileIndex = 0, fixedCents, centsPerKm }) => {
    const leg = ((longest[profileIndex] ?? 0) * centsPerKm) / 1000;
    return Math.max(most, fixedCents + 4 * leg + 1);
  }, 1);
  return Math.min(Math.ceil(price), Math.floor(PRICE_MAX / PRIORITY_COUNT));
}

interface JobContext {
  readonly amount: string;
  readonly dimensionCount: number;
  readonly clock: Clock;
  readonly skills: readonly ReadonlySet<number>[];
  readonly priceCents: number;
}

function readJob(job: JsonObject, context: JobContext): Stop {
  const { path, fields } = job;
  const { amount, dimensionCount, clock, skills, priceCents } = context;
  const windows = listAt(`${path}.time_windows`, fields["time_windows"]);
  const wanted = wholesAt(`${path}.skills`, fields["skills"]);
  const priority = wholeField(job, "priority", 0);
  if (priority >= PRIORITY_COUNT) refuseAt(`${path}.priority`, `(${priority}) must be at most 100`);
  return {
    id: String(fields["id"]),
    placeIndex: wholeValue(`${path}.location_index`, fields["location_index"]),
    serviceSec: wholeField(job, "service", 0),
    loads:
      fields[amount] === undefined
        ? Array.from({ length: dimensionCount }, () => 0)
        : wholesAt(`${path}.${amount}`, fields[amount]),
    priceCents: priceCents * (1 + priority),
    ...(windows.length === 0
      ? {}
      : { windows: windows.map((window, i) => clock(`${path}.time_windows[${i}]`, window)) }),
    ...(wanted.length === 0
      ? {}
      : {
          vehicleIndices: skills.flatMap((has, vehicle) =>
            wanted.every((skill) => has.has(skill)) ? [vehicle] : [],
          ),
        }),
  };
}
