import type { Break, Problem, Shift, VehicleCosts, VehicleType } from "../problem.ts";
import { type Checker, QUANTITY_MAX, show } from "./checker.ts";
import { checkWeighed } from "./places.ts";

const PERMILLE = 1000;

/** Checks all vehicle types. */
export function checkTypes(problem: Problem, check: Checker): void {
  problem.vehicleTypes.forEach((type, i) => {
    const path = `vehicleTypes[${i}]`;
    check.fields(path, "vehicleType", type);
    check.index(`${path}.profileIndex`, type.profileIndex, problem.profiles.length, "profiles");
    checkBody(path, type, problem, check);
    const skillCount = problem.skills?.length ?? 0;
    check.indices(`${path}.skillIndices`, type.skillIndices, skillCount, "skills");
    checkDepots(path, type, problem, check);
    if (type.startDepotIndex === undefined) check.fault(`${path}.startDepotIndex`, "is missing");
    checkShift(`${path}.shift`, type.shift, check);
    if (type.breaks !== undefined) checkBreaks(`${path}.breaks`, type.breaks, check);
    for (const name of [
      "durationSecMax",
      "distanceMMax",
      "stopCountMax",
      "tripCountMax",
    ] as const) {
      if (type[name] !== undefined) check.whole(`${path}.${name}`, type[name]);
    }
    checkCosts(`${path}.costs`, type.costs ?? {}, problem, check);
    if (type.unloadBeforeEnd && problem.facilities.length === 0) {
      check.fault(`${path}.unloadBeforeEnd`, "needs a facility, and there is none");
    }
  });
}

/** What the vehicle holds, and of which streams. */
function checkBody(path: string, type: VehicleType, problem: Problem, check: Checker): void {
  const each = { count: problem.dimensions.length, of: "dimensions" };
  const streamCount = problem.streams.length;
  const bodies = [{ path, capacities: type.capacities }];
  check.indices(`${path}.streamIndices`, type.streamIndices, streamCount, "streams");
  check.flag(`${path}.mixedStreams`, type.mixedStreams);
  check.flag(`${path}.unloadBeforeEnd`, type.unloadBeforeEnd);
  if (type.compartments?.length === 0) {
    check.fault(
      `${path}.compartments`,
      "must hold one: leave it out for a body without partitions",
    );
  }
  const partOf = new Map<number, number>();
  type.compartments?.forEach((compartment, i) => {
    const at = `${path}.compartments[${i}]`;
    check.fields(at, "compartment", compartment);
    check.indices(`${at}.streamIndices`, compartment.streamIndices, streamCount, "streams");
    compartment.streamIndices.forEach((stream, j) => {
      const other = partOf.get(stream);
      if (other !== undefined) {
        check.fault(`${at}.streamIndices[${j}]`, `(${stream}) is in compartment ${other} already`);
      }
      partOf.set(stream, i);
    });
    bodies.push({ path: at, capacities: compartment.capacities });
  });
  if (type.loadsTotalMax !== undefined) {
    check.quantities(`${path}.loadsTotalMax`, type.loadsTotalMax, each);
  }
  const permille = type.compactionPermille;
  const compacts =
    permille !== undefined &&
    check.quantities(`${path}.compactionPermille`, permille, { ...each, least: 1 });
  for (const { path: at, capacities } of bodies) {
    if (!check.quantities(`${at}.capacities`, capacities, each) || !compacts) continue;
    capacities.forEach((capacity, d) => {
      const holds = Math.floor((capacity * permille[d]) / PERMILLE);
      if (holds <= QUANTITY_MAX) return;
      check.fault(`${at}.capacities[${d}]`, `compacted is ${holds}: at most ${QUANTITY_MAX}`);
    });
  }
}

/** Checks the depots that a vehicle or its type names. */
export function checkDepots(
  path: string,
  owner: { startDepotIndex?: number; endDepotIndex?: number },
  problem: Problem,
  check: Checker,
): void {
  for (const name of ["startDepotIndex", "endDepotIndex"] as const) {
    if (owner[name] === undefined) continue;
    check.index(`${path}.${name}`, owner[name], problem.depots.length, "depots");
  }
}

/** Checks the shift of a vehicle or its type. */
export function checkShift(path: string, shift: Shift | undefined, check: Checker): void {
  if (shift === undefined) {
    check.fault(path, "is missing");
    return;
  }
  check.fields(path, "shift", shift);
  check.span(path, shift);
  if (shift.overtimeFromSec !== undefined) {
    check.seconds(`${path}.overtimeFromSec`, shift.overtimeFromSec);
  }
}

function checkCosts(path: string, costs: VehicleCosts, problem: Problem, check: Checker): void {
  check.fields(path, "costs", costs);
  for (const name of [
    "fixedCents",
    "centsPerKm",
    "centsPerHour",
    "centsPerOvertimeHour",
  ] as const) {
    check.whole(`${path}.${name}`, costs[name]);
  }
  if (costs.centsPerLift !== undefined) check.whole(`${path}.centsPerLift`, costs.centsPerLift);
  const { fuel } = costs;
  if (fuel === undefined) return;
  check.fields(`${path}.fuel`, "fuel", fuel);
  for (const name of ["mlPerKm", "mlPerTonneKm", "centsPerLitre", "co2GramsPerLitre"] as const) {
    check.whole(`${path}.fuel.${name}`, fuel[name]);
  }
  if (fuel.mlPerTonneKm > 0) checkWeighed(`${path}.fuel`, problem, check);
}

type WindowBreak = Extract<Break, { kind: "window" }>;
type RuleBreak = Extract<Break, { kind: "rule" }>;

function checkBreaks(path: string, breaks: readonly Break[], check: Checker): void {
  let before: WindowBreak | undefined;
  breaks.forEach((given, i) => {
    const at = `${path}[${i}]`;
    if (given.kind !== "window" && given.kind !== "rule") {
      const kind: unknown = Reflect.get(given, "kind");
      check.fault(`${at}.kind`, `(${show(kind)}) must be window or rule`);
      return;
    }
    check.seconds(`${at}.restSec`, given.restSec, 1);
    check.flag(`${at}.paid`, given.paid);
    if (given.kind === "rule") {
      checkRule(at, given, check);
      return;
    }
    checkWindowBreak(at, given, before, check);
    before = given;
  });
}

function checkWindowBreak(
  path: string,
  given: WindowBreak,
  before: WindowBreak | undefined,
  check: Checker,
): void {
  check.fields(path, "windowBreak", given);
  const { earliestSec, latestSec } = given;
  const begins = check.seconds(`${path}.earliestSec`, earliestSec);
  const ends = check.seconds(`${path}.latestSec`, latestSec);
  if (!begins || !ends) return;
  if (earliestSec > latestSec) {
    check.fault(path, `its earliestSec (${earliestSec}) is above its latestSec (${latestSec})`);
  } else if (before !== undefined && latestSec < before.earliestSec + before.restSec) {
    const endSec = before.earliestSec + before.restSec;
    const why = `the window break before it ends no earlier than ${endSec}: put them in order`;
    check.fault(`${path}.latestSec`, `(${latestSec}) is too early, ${why}`);
  }
}

function checkRule(path: string, rule: RuleBreak, check: Checker): void {
  check.fields(path, "ruleBreak", rule);
  for (const name of ["drivingSecMax", "workSecMax"] as const) {
    if (rule[name] !== undefined) check.seconds(`${path}.${name}`, rule[name], 1);
  }
  if (rule.drivingSecMax === undefined && rule.workSecMax === undefined) {
    check.fault(path, "must state drivingSecMax or workSecMax");
  }
  const { partsSec, restSec } = rule;
  if (partsSec === undefined) return;
  if (!check.quantities(`${path}.partsSec`, partsSec, { count: 2, of: "parts", least: 1 })) return;
  const [first, second] = partsSec;
  if (first >= restSec || second >= restSec) {
    check.fault(`${path}.partsSec`, `(${first} and ${second}) must each be below ${restSec}`);
  } else if (first + second < restSec) {
    check.fault(`${path}.partsSec`, `sum to ${first + second}: no less than restSec (${restSec})`);
  }
}
