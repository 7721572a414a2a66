import { NONE } from "../../src/base/index.ts";
import type {
  Break,
  Problem,
  Profile,
  Shift,
  Vehicle,
  VehicleType,
} from "../../src/solver/index.ts";

/** One visit of a route under test: a place of a stop, a facility, a break or a part of one. */
export interface Step {
  readonly kind: "stop" | "facility" | "break";
  readonly index: number;
  /** Of a stop the place, of a break the part or `NONE`. */
  readonly alternative: number;
}

/** What a vehicle brings along, found once. */
export interface Crew {
  readonly problem: Problem;
  readonly vehicleIndex: number;
  readonly vehicle: Vehicle;
  readonly type: VehicleType;
  readonly profile: Profile;
  readonly shift: Shift;
  readonly breaks: readonly Break[];
  readonly startPlace: number;
  readonly endPlace: number;
  /** It leaves no earlier, releases apart, and no later. */
  readonly leavesFromSec: number;
  readonly leavesBySec: number;
  readonly backFromSec: number;
  readonly backBySec: number;
  readonly kg: number;
}

/** A route that keeps every rule, at its proper departure. */
export interface RouteFigures {
  readonly units: number;
  readonly durationSec: number;
  readonly departureSec: number;
  /** What each facility takes in, `facility * dimensions + dimension`. */
  readonly takes: readonly number[];
}

export function crewOf(problem: Problem, vehicleIndex: number): Crew {
  const vehicle = problem.vehicles[vehicleIndex];
  const type = problem.vehicleTypes[vehicle.typeIndex];
  const shift = vehicle.shift ?? type.shift;
  const depotOf = (index: number): number => {
    const other = problem.vehicles[index];
    return other.startDepotIndex ?? problem.vehicleTypes[other.typeIndex].startDepotIndex;
  };
  const startDepot = problem.depots[depotOf(vehicleIndex)];
  const endIndex = vehicle.endDepotIndex ?? type.endDepotIndex;
  const endDepot = endIndex === undefined ? undefined : problem.depots[endIndex];
  let leavesFromSec = Math.max(shift.startSec, startDepot.hours?.startSec ?? 0);
  if (startDepot.docks !== undefined) {
    const { count, fromSec, everySec } = startDepot.docks;
    let before = 0;
    for (let i = 0; i < vehicleIndex; i++) {
      const isOut = problem.vehicles[i].running !== undefined;
      if (!isOut && depotOf(i) === depotOf(vehicleIndex)) before++;
    }
    leavesFromSec = Math.max(leavesFromSec, fromSec + Math.floor(before / count) * everySec);
  }
  let leavesBySec = startDepot.hours?.endSec ?? Number.POSITIVE_INFINITY;
  if (vehicle.running !== undefined) {
    leavesFromSec = vehicle.running.fromSec;
    leavesBySec = vehicle.running.fromSec;
  }
  return {
    problem,
    vehicleIndex,
    vehicle,
    type,
    profile: problem.profiles[type.profileIndex],
    shift,
    breaks: type.breaks ?? [],
    startPlace: vehicle.running?.placeIndex ?? startDepot.placeIndex,
    endPlace: endDepot?.placeIndex ?? NONE,
    leavesFromSec,
    leavesBySec,
    backFromSec: Math.max(shift.startSec, endDepot?.hours?.startSec ?? 0),
    backBySec: Math.min(shift.endSec, endDepot?.hours?.endSec ?? shift.endSec),
    kg: problem.dimensions.findIndex(({ unit }) => unit === "kg"),
  };
}

/** When a drive that begins at `sec` ends. */
export function arrivalAt({ profile }: Crew, from: number, to: number, sec: number): number {
  const arc = from * profile.matrix.placeCount + to;
  const slices = profile.slices ?? [];
  // Which slice is on: NONE for the matrix ahead of all.
  let slice = slices.findLastIndex(({ startSec }) => startSec <= sec);
  let now = sec;
  let millionths = 1_000_000;
  for (;;) {
    const wholeSec = slice === NONE ? profile.matrix.travelSec[arc] : slices[slice].travelSec[arc];
    const neededSec = Math.ceil((millionths * wholeSec) / 1_000_000);
    if (slice === slices.length - 1) return now + neededSec;
    const lastsSec = slices[slice + 1].startSec - now;
    if (neededSec <= lastsSec) return now + neededSec;
    millionths -= Math.floor((lastsSec * 1_000_000) / wholeSec);
    now += lastsSec;
    slice++;
  }
}

export function metresOf({ profile }: Crew, from: number, to: number): number {
  return profile.matrix.travelM[from * profile.matrix.placeCount + to];
}

export function placeOfStep({ problem }: Crew, step: Step, here: number): number {
  if (step.kind === "break") return here;
  if (step.kind === "facility") return problem.facilities[step.index].placeIndex;
  const stop = problem.stops[step.index];
  const places = [stop.placeIndex, ...(stop.alternatives ?? []).map((other) => other.placeIndex)];
  return places[step.alternative];
}

export function serviceOf({ problem, vehicle }: Crew, step: Step): number {
  const stop = problem.stops[step.index];
  const added = [0, ...(stop.alternatives ?? []).map((other) => other.addedServiceSec)];
  const addedByType = stop.addedServiceSec?.[vehicle.typeIndex] ?? 0;
  return stop.serviceSec + addedByType + added[step.alternative];
}

export function restOf({ breaks }: Crew, step: Step): number {
  const rest = breaks[step.index];
  if (rest.kind === "rule" && step.alternative !== NONE && rest.partsSec !== undefined) {
    return rest.partsSec[step.alternative];
  }
  return rest.restSec;
}

/** When a stay that begins on arrival at `sec` starts; infinite where it is too late for it. */
export function startAt(crew: Crew, step: Step, sec: number): number {
  if (step.kind === "break") {
    const rest = crew.breaks[step.index];
    if (rest.kind === "rule") return sec;
    return sec > rest.latestSec ? Number.POSITIVE_INFINITY : Math.max(sec, rest.earliestSec);
  }
  let readySec = sec;
  if (step.kind === "facility") {
    const queues = crew.problem.facilities[step.index].queues ?? [];
    for (let i = 0; i < queues.length && queues[i].startSec <= sec; i++) {
      const isOver = i + 1 < queues.length && queues[i + 1].startSec <= sec;
      const joinsSec = isOver ? queues[i + 1].startSec - 1 : sec;
      readySec = Math.max(readySec, joinsSec + queues[i].queueSec);
    }
  }
  const { windows } =
    step.kind === "stop" ? crew.problem.stops[step.index] : crew.problem.facilities[step.index];
  if (windows === undefined) return readySec;
  for (const { startSec, endSec } of windows) {
    if (readySec <= endSec) return Math.max(readySec, startSec);
  }
  return Number.POSITIVE_INFINITY;
}

/** What the loads make of a sequence: how long each unloading is, who takes in what. */
interface Hauls {
  readonly unloadSecs: readonly number[];
  /** Kilograms on board on the way to each step and to the end. */
  readonly kgs: readonly number[];
  /** The latest release among the stops of each trip. */
  readonly releases: readonly number[];
  readonly takes: readonly number[];
  readonly feeUnits: number;
}

/** Loads in one body or compartment. */
export interface Hold {
  readonly loads: readonly number[];
  readonly streams: ReadonlySet<number>;
  readonly itemCount: number;
}

export function emptyHold({ problem }: Crew): Hold {
  return { loads: problem.dimensions.map(() => 0), streams: new Set(), itemCount: 0 };
}

/** Which hold a stream goes to; `NONE` for none of them. */
export function holdIndexOf({ type }: Crew, stream: number | undefined): number {
  if (type.compartments === undefined) return 0;
  return type.compartments.findIndex(
    ({ streamIndices }) => stream !== undefined && streamIndices.includes(stream),
  );
}

export function startHolds(crew: Crew): Hold[] {
  let holds = (crew.type.compartments ?? [0]).map(() => emptyHold(crew));
  for (const { streamIndex, loads } of crew.vehicle.onBoard ?? []) {
    holds = loaded(holds, holdIndexOf(crew, streamIndex), streamIndex, loads);
  }
  return holds;
}

export function loaded(
  holds: readonly Hold[],
  index: number,
  stream: number | undefined,
  loads: readonly number[],
): Hold[] {
  return holds.map((hold, i) =>
    i !== index
      ? hold
      : {
          loads: hold.loads.map((load, d) => load + loads[d]),
          streams: stream === undefined ? hold.streams : new Set([...hold.streams, stream]),
          itemCount: hold.itemCount + 1,
        },
  );
}

/** Whether loads fit and keep apart as they must. */
export function isFit({ type }: Crew, holds: readonly Hold[]): boolean {
  return type.capacities.every((capacity, d) => {
    const permille = type.compactionPermille?.[d] ?? 1000;
    const total = holds.reduce((sum, { loads }) => sum + loads[d], 0);
    if (total > Math.floor((capacity * permille) / 1000)) return false;
    return holds.every(({ loads, streams }, i) => {
      if (streams.size > 1 && !type.mixedStreams) return false;
      if (type.compartments === undefined) return true;
      return loads[d] <= Math.floor((type.compartments[i].capacities[d] * permille) / 1000);
    });
  });
}

/** Which holds a facility can empty. */
export function emptiable({ problem }: Crew, holds: readonly Hold[], facility: number): boolean[] {
  const { streamIndices } = problem.facilities[facility];
  return holds.map(
    ({ itemCount, streams }) =>
      itemCount > 0 &&
      (streamIndices === undefined || [...streams].every((s) => streamIndices.includes(s))),
  );
}

function haul(crew: Crew, steps: readonly Step[]): Hauls {
  const { problem, kg } = crew;
  const dimensionCount = problem.dimensions.length;
  const takes = new Array<number>(problem.facilities.length * dimensionCount).fill(0);
  const unloadSecs: number[] = [];
  const kgs: number[] = [];
  const releases = [0];
  let holds = startHolds(crew);
  let feeUnits = 0;
  const kgOnBoard = (): number =>
    kg === NONE ? 0 : holds.reduce((sum, { loads }) => sum + loads[kg], 0);
  for (const step of steps) {
    kgs.push(kgOnBoard());
    unloadSecs.push(0);
    if (step.kind === "stop") {
      const { streamIndex, loads, releaseSec = 0 } = problem.stops[step.index];
      holds = loaded(holds, holdIndexOf(crew, streamIndex), streamIndex, loads);
      releases.push(Math.max(releases.pop() ?? 0, releaseSec));
    }
    if (step.kind !== "facility") continue;
    const facility = problem.facilities[step.index];
    const gone = emptiable(crew, holds, step.index);
    holds.forEach(({ loads }, i) => {
      if (!gone[i]) return;
      loads.forEach((load, d) => {
        takes[step.index * dimensionCount + d] += load;
      });
    });
    const before = kgOnBoard();
    holds = holds.map((hold, i) => (gone[i] ? emptyHold(crew) : hold));
    const tonnes = (before - kgOnBoard()) / 1000;
    unloadSecs[unloadSecs.length - 1] =
      facility.unloadSec + Math.ceil(((before - kgOnBoard()) * facility.unloadSecPerTonne) / 1000);
    feeUnits += Math.round(tonnes * facility.feeCentsPerTonne * 18_000);
    releases.push(0);
  }
  kgs.push(kgOnBoard());
  return { unloadSecs, kgs, releases, takes, feeUnits };
}

/** A sequence driven from one departure. */
interface Drive {
  readonly endSec: number;
  /** By step: lateness, driving to it (one more for the end), service or unloading. */
  readonly lateSecs: readonly number[];
  readonly drivingSecs: readonly number[];
  readonly workSecs: readonly number[];
}

/** Undefined where a window, a break's window or the end comes too early. */
function driveFrom(
  crew: Crew,
  steps: readonly Step[],
  hauls: Hauls,
  departureSec: number,
): Drive | undefined {
  const { problem } = crew;
  const lateSecs: number[] = [];
  const drivingSecs: number[] = [];
  const workSecs: number[] = [];
  let place = crew.startPlace;
  let sec = departureSec;
  let trip = 0;
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i];
    const to = placeOfStep(crew, step, place);
    const arrivalSec = step.kind === "break" ? sec : arrivalAt(crew, place, to, sec);
    const startSec = startAt(crew, step, arrivalSec);
    if (startSec === Number.POSITIVE_INFINITY) return undefined;
    drivingSecs.push(arrivalSec - sec);
    place = to;
    lateSecs.push(0);
    workSecs.push(0);
    if (step.kind === "break") {
      sec = startSec + restOf(crew, step);
    } else if (step.kind === "facility") {
      workSecs[i] = hauls.unloadSecs[i];
      sec = Math.max(startSec + workSecs[i], hauls.releases[++trip]);
    } else {
      const { lateness } = problem.stops[step.index];
      workSecs[i] = serviceOf(crew, step);
      sec = startSec + workSecs[i];
      if (lateness !== undefined) lateSecs[i] = Math.max(0, startSec - lateness.afterSec);
    }
  }
  const backSec = crew.endPlace === NONE ? sec : arrivalAt(crew, place, crew.endPlace, sec);
  drivingSecs.push(backSec - sec);
  const endSec = Math.max(backSec, crew.backFromSec);
  return endSec > crew.backBySec ? undefined : { endSec, lateSecs, drivingSecs, workSecs };
}

/** The latest departure that ends as early and is as punctual as the earliest one. */
function bestDeparture(
  crew: Crew,
  steps: readonly Step[],
  hauls: Hauls,
): { departureSec: number; drive: Drive } | undefined {
  if (crew.vehicle.running !== undefined && hauls.releases[0] > crew.leavesFromSec)
    return undefined;
  let departureSec = Math.max(crew.leavesFromSec, hauls.releases[0]);
  let drive = driveFrom(crew, steps, hauls, departureSec);
  if (drive === undefined || departureSec > crew.leavesBySec) return undefined;
  const { endSec, lateSecs } = drive;
  let tooLateSec = Math.min(crew.leavesBySec, endSec) + 1;
  while (tooLateSec - departureSec > 1) {
    const middleSec = Math.floor((departureSec + tooLateSec) / 2);
    const later = driveFrom(crew, steps, hauls, middleSec);
    const isAsGood =
      later !== undefined &&
      later.endSec === endSec &&
      later.lateSecs.every((late, i) => late <= lateSecs[i]);
    if (isAsGood) {
      departureSec = middleSec;
      drive = later;
    } else tooLateSec = middleSec;
  }
  return { departureSec, drive };
}

/** Whether the rests come in time for every rule and window. */
function isRested(crew: Crew, steps: readonly Step[], drive: Drive): boolean {
  const { breaks, vehicle } = crew;
  const { running } = vehicle;
  let windowCount = 0;
  for (let b = 0; b < breaks.length; b++) {
    const one = breaks[b];
    if (one.kind === "window") {
      const isTaken = windowCount++ < (running?.breakCount ?? 0);
      const isThere = steps.some(({ kind, index }) => kind === "break" && index === b);
      const fallsAway =
        drive.endSec <= one.latestSec || (running !== undefined && running.fromSec > one.latestSec);
      if (!isTaken && !isThere && !fallsAway) return false;
      continue;
    }
    let drivingSec = running?.drivingSec ?? 0;
    let workSec = running?.workSec ?? 0;
    let isSplit = false;
    for (let i = 0; i <= steps.length; i++) {
      drivingSec += drive.drivingSecs[i];
      workSec += drive.drivingSecs[i] + (drive.workSecs[i] ?? 0);
      if (drivingSec > (one.drivingSecMax ?? drivingSec)) return false;
      if (workSec > (one.workSecMax ?? workSec)) return false;
      if (steps[i]?.kind !== "break") continue;
      const restSec = restOf(crew, steps[i]);
      const ends =
        restSec >= one.restSec || (isSplit && restSec >= (one.partsSec?.[1] ?? one.restSec));
      if (ends) {
        drivingSec = 0;
        workSec = 0;
        isSplit = false;
      } else if (one.partsSec !== undefined && restSec >= one.partsSec[0]) isSplit = true;
    }
  }
  return true;
}

/** Prices a sequence whose loads fit; undefined where its times, lengths or rests break a rule. */
export function priceRoute(crew: Crew, steps: readonly Step[]): RouteFigures | undefined {
  const { problem, type, vehicle, kg } = crew;
  const { costs } = type;
  const hauls = haul(crew, steps);
  const best = bestDeparture(crew, steps, hauls);
  if (best === undefined) return undefined;
  const { departureSec, drive } = best;
  const durationSec = drive.endSec - departureSec;
  const usedSec = vehicle.running?.durationSec ?? 0;
  if (durationSec + usedSec > (type.durationSecMax ?? Number.POSITIVE_INFINITY)) return undefined;
  if (!isRested(crew, steps, drive)) return undefined;
  let units = costs.fixedCents * 18_000 + hauls.feeUnits;
  let metres = 0;
  let kgMetres = 0;
  let unpaidSec = 0;
  let place = crew.startPlace;
  for (let i = 0; i <= steps.length; i++) {
    const to = i < steps.length ? placeOfStep(crew, steps[i], place) : crew.endPlace;
    if (to === NONE) break;
    const way = steps[i]?.kind === "break" ? 0 : metresOf(crew, place, to);
    metres += way;
    kgMetres += way * hauls.kgs[i];
    place = to;
  }
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i];
    if (step.kind === "break" && !crew.breaks[step.index].paid) unpaidSec += restOf(crew, step);
    if (step.kind !== "stop") continue;
    const { lateness, lifts = 1 } = problem.stops[step.index];
    units += drive.lateSecs[i] * (lateness?.centsPerHour ?? 0) * 5;
    units += lifts * (costs.centsPerLift ?? 0) * 18_000;
  }
  const overtimeSec = Math.max(0, drive.endSec - (crew.shift.overtimeFromSec ?? drive.endSec));
  units += metres * costs.centsPerKm * 18;
  units += (durationSec - unpaidSec) * costs.centsPerHour * 5;
  units += overtimeSec * costs.centsPerOvertimeHour * 5;
  units += changeUnits(crew, steps);
  if (costs.fuel !== undefined) {
    const { mlPerKm, mlPerTonneKm, centsPerLitre, co2GramsPerLitre } = costs.fuel;
    const loadMetres = kg === NONE ? 0 : kgMetres;
    const ml = Math.round((metres * mlPerKm * 1000 + loadMetres * mlPerTonneKm) / 1e6);
    const cents = problem.objective?.centsPerTonneCo2 ?? 0;
    units += ml * centsPerLitre * 18 + Math.round((ml * co2GramsPerLitre * cents * 18) / 1e6);
  }
  return { units, durationSec, departureSec, takes: hauls.takes };
}

function changeUnits({ problem, vehicleIndex }: Crew, steps: readonly Step[]): number {
  const { released } = problem;
  if (released === undefined) return 0;
  let cents = 0;
  let last = NONE;
  for (const { kind, index } of steps) {
    if (kind !== "stop") continue;
    const route = released.routes.find(({ stopIndices }) => stopIndices.includes(index));
    if (route === undefined) continue;
    if (route.vehicleIndex !== vehicleIndex) {
      cents += released.changeVehicleCents;
      continue;
    }
    const rank = route.stopIndices.indexOf(index);
    if (rank < last) cents += released.changeOrderCents;
    last = rank;
  }
  return cents * 18_000;
}
