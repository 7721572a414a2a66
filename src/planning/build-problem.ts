import type { City, DisposalFacility, Vehicle, VehicleType } from "../domain/index.ts";
import { AppError } from "../domain/index.ts";
import type {
  Facility,
  Problem,
  Vehicle as ProblemVehicle,
  VehicleType as ProblemVehicleType,
  ReleasedPlan,
  Stop,
  TimeWindow,
} from "../solver/index.ts";
import { weekdayOf } from "./calendar.ts";
import type { CandidateStop } from "./choose.ts";
import { type CityMatrices, PlaceTable } from "./place-table.ts";

/** A day's problem with what is needed to read the solver's indices again. */
export interface DayProblem {
  readonly problem: Problem;
  readonly stops: readonly CandidateStop[];
  readonly vehicles: readonly Vehicle[];
  readonly facilities: readonly DisposalFacility[];
  /** Place ids by place index: `depot:`, `facility:` or `site:` and the record's id. */
  readonly placeIds: readonly string[];
}

export interface ProblemInput {
  readonly city: City;
  readonly day: string;
  readonly stops: readonly CandidateStop[];
  readonly matrices: CityMatrices;
}

/** A truck must be at the scale this long before a facility closes. */
const LAST_ENTRY_BEFORE_CLOSING_SEC = 900;

/**
 * Builds the solver's problem for one day from the city and the stops that may be made.
 *
 * Two load dimensions: kilograms, and litres after pressing. Vehicles of one type whose crews have
 * different breaks are different types to the solver. Where the city has traffic on that day,
 * driving times change over it. Facilities closed on the day are left away.
 * Throws `plan/no-vehicles`.
 */
export function buildProblem(input: ProblemInput): DayProblem {
  const { city, day, stops, matrices } = input;
  const vehicles = city.vehicles.filter((vehicle) => vehicle.active);
  if (vehicles.length === 0) {
    throw new AppError(
      "plan/no-vehicles",
      `area (${city.area.id}) has no active vehicle: activate one`,
    );
  }
  const weekday = weekdayOf(day);
  const facilities = facilitiesOfDay(city, weekday);
  const streamIndexOf = new Map(city.streams.map((stream, index) => [stream.id, index]));
  const places = new PlaceTable(matrices.placeIds);
  const depots = city.depots.map((depot) => ({
    id: depot.id,
    placeIndex: places.add(`depot:${depot.id}`),
    hours: { startSec: depot.opensSec, endSec: depot.closesSec },
  }));
  const types = usedTypes(city, vehicles);
  const problemStops = stops.map((stop) =>
    problemStop(stop, { city, types, streamIndexOf, places }),
  );
  const problemFacilities = facilities.map((facility) =>
    problemFacility(facility, weekday, streamIndexOf, places),
  );
  const profiles = [...new Set(types.map(({ type }) => type.profile))];
  const depotIndexOf = new Map(city.depots.map((depot, index) => [depot.id, index]));
  const problem: Problem = {
    name: `${city.area.id} ${day}`,
    dimensions: [
      { name: "weight", unit: "kg" },
      { name: "body", unit: "l" },
    ],
    streams: city.streams.map((stream) => stream.id),
    depots,
    facilities: problemFacilities,
    vehicleTypes: types.map((crew) =>
      problemType(crew, profiles.indexOf(crew.type.profile), streamIndexOf),
    ),
    vehicles: vehicles.map((vehicle) => problemVehicle(vehicle, types, depotIndexOf)),
    stops: problemStops,
    profiles: profiles.map((profile) => {
      const slices = places.slices(matrices, profile, day);
      const matrix = places.matrix(matrices, profile);
      return { name: profile, matrix, ...(slices.length === 0 ? {} : { slices }) };
    }),
  };
  return { problem, stops, vehicles, facilities, placeIds: places.ids() };
}

/** The same problem with a plan to stay near. */
export function withReleased(day: DayProblem, released: ReleasedPlan): DayProblem {
  return { ...day, problem: { ...day.problem, released } };
}

/** The same problem with stops that may begin only at some times, by stop id. */
export function withWindows(day: DayProblem, windows: ReadonlyMap<string, TimeWindow>): DayProblem {
  if (windows.size === 0) return day;
  const stops = day.problem.stops.map((stop, index) => {
    const window = windows.get(day.stops[index]?.id ?? "");
    return window === undefined ? stop : { ...stop, windows: [window] };
  });
  return { ...day, problem: { ...day.problem, stops } };
}

/** Seconds of service at a stop of so many containers. */
function serviceSecOf(type: VehicleType, containerCount: number): number {
  return type.serviceBaseSec + containerCount * type.servicePerContainerSec;
}

/** The fewest seconds of service that a type which carries the stream needs. */
function fewestServiceSec(
  types: readonly VehicleType[],
  streamId: string,
  containerCount: number,
): number {
  const carrying = types.filter((type) => type.streamIds.includes(streamId));
  if (carrying.length === 0) return 0;
  return Math.min(...carrying.map((type) => serviceSecOf(type, containerCount)));
}

/** What each type needs beyond the fewest seconds; those that do not carry the stream nothing. */
function addedServiceSec(
  types: readonly VehicleType[],
  { streamId, decisions }: CandidateStop,
  fewestSec: number,
): readonly number[] {
  return types.map((type) =>
    type.streamIds.includes(streamId) ? serviceSecOf(type, decisions.length) - fewestSec : 0,
  );
}

/** Whole kilograms and pressed litres of some containers' waste, rounded up. */
function loadsOf(
  lifts: readonly { readonly volumeL: number; readonly weightKg: number }[],
  compactionRatio: number,
): readonly [number, number] {
  let weightKg = 0;
  let volumeL = 0;
  for (const lift of lifts) {
    weightKg += lift.weightKg;
    volumeL += lift.volumeL;
  }
  return [Math.ceil(weightKg), Math.ceil(volumeL / compactionRatio)];
}

/**
 * The facilities that open on a weekday. On a day when none does, all of them, accepting no stream:
 * a truck that unloads before the depot needs one in the problem, and each stop says that none is
 * open.
 */
function facilitiesOfDay(city: City, weekday: number): readonly DisposalFacility[] {
  const open = city.facilities.filter((facility) =>
    facility.openingHours.some((hours) => hours.weekdays.includes(weekday)),
  );
  if (open.length > 0) return open;
  return city.facilities.map((facility) => ({ ...facility, openingHours: [], streamIds: [] }));
}

/** Vehicles that are alike to the solver but for their depot and shift. */
interface CrewType {
  readonly type: VehicleType;
  readonly breaks: Vehicle["breaks"];
}

function usedTypes(city: City, vehicles: readonly Vehicle[]): readonly CrewType[] {
  return city.vehicleTypes.flatMap((type) => {
    const breaks = new Map(
      vehicles
        .filter((vehicle) => vehicle.typeId === type.id)
        .map((vehicle) => [JSON.stringify(vehicle.breaks), vehicle.breaks]),
    );
    return [...breaks.values()].map((each) => ({ type, breaks: each }));
  });
}

interface StopContext {
  readonly city: City;
  readonly types: readonly CrewType[];
  readonly streamIndexOf: ReadonlyMap<string, number>;
  readonly places: PlaceTable;
}

function problemStop(stop: CandidateStop, context: StopContext): Stop {
  const { city, streamIndexOf, places } = context;
  const types = context.types.map(({ type }) => type);
  const stream = city.streams.find((candidate) => candidate.id === stop.streamId);
  const serviceSec = fewestServiceSec(types, stop.streamId, stop.decisions.length);
  const base = {
    id: stop.id,
    placeIndex: places.add(`site:${stop.siteId}`),
    serviceSec,
    addedServiceSec: addedServiceSec(types, stop, serviceSec),
    loads: loadsOf(stop.decisions, stream?.compactionRatio ?? 1),
    streamIndex: streamIndexOf.get(stop.streamId) ?? 0,
  };
  if (stop.mustVisit) return base;
  return { ...base, priceCents: stop.priceCents + gateFeeCents(stop, city.facilities) };
}

/**
 * The least fee for a stop's waste. It falls due whenever the stop is made, so that it must not
 * speak against making it today: it is added to the price of leaving the stop out.
 */
function gateFeeCents(
  { streamId, decisions }: CandidateStop,
  facilities: readonly DisposalFacility[],
): number {
  const fees = facilities
    .filter(({ streamIds }) => streamIds.includes(streamId))
    .map(({ gateFeeCentsPerTonne }) => gateFeeCentsPerTonne);
  if (fees.length === 0) return 0;
  const weightKg = decisions.reduce((sum, decision) => sum + decision.weightKg, 0);
  return Math.round((Math.min(...fees) * weightKg) / 1000);
}

function problemFacility(
  facility: DisposalFacility,
  weekday: number,
  streamIndexOf: ReadonlyMap<string, number>,
  places: PlaceTable,
): Facility {
  const windows = openIntervals(facility, weekday).map(({ startSec, endSec }) => ({
    startSec,
    endSec: Math.max(startSec, endSec - LAST_ENTRY_BEFORE_CLOSING_SEC),
  }));
  return {
    id: facility.id,
    placeIndex: places.add(`facility:${facility.id}`),
    ...(windows.length === 0 ? {} : { windows }),
    unloadSec: facility.unloadSec,
    unloadSecPerTonne: facility.unloadSecPerTonne,
    feeCentsPerTonne: facility.gateFeeCentsPerTonne,
    streamIndices: facility.streamIds
      .map((id) => streamIndexOf.get(id) ?? -1)
      .filter((index) => index >= 0),
  };
}

/** When a facility is open on a weekday: in order, those that touch or overlap made one. */
function openIntervals(facility: DisposalFacility, weekday: number): readonly TimeWindow[] {
  const hours = facility.openingHours
    .filter(({ weekdays }) => weekdays.includes(weekday))
    .sort((a, b) => a.opensSec - b.opensSec);
  const intervals: TimeWindow[] = [];
  for (const { opensSec, closesSec } of hours) {
    const last = intervals.at(-1);
    if (last === undefined || opensSec > last.endSec) {
      intervals.push({ startSec: opensSec, endSec: closesSec });
    } else {
      intervals[intervals.length - 1] = { ...last, endSec: Math.max(last.endSec, closesSec) };
    }
  }
  return intervals;
}

function problemType(
  { type, breaks }: CrewType,
  profileIndex: number,
  streamIndexOf: ReadonlyMap<string, number>,
): ProblemVehicleType {
  return {
    name: type.name,
    profileIndex,
    capacities: [Math.floor(type.payloadKg), Math.floor(type.bodyL)],
    streamIndices: type.streamIds
      .map((id) => streamIndexOf.get(id) ?? -1)
      .filter((index) => index >= 0),
    mixedStreams: false,
    startDepotIndex: 0,
    endDepotIndex: 0,
    shift: { startSec: 0, endSec: 86_400 },
    unloadBeforeEnd: true,
    ...(breaks.length === 0
      ? {}
      : { breaks: breaks.map((each) => ({ kind: "window" as const, ...each })) }),
    costs: {
      fixedCents: type.fixedCents,
      centsPerKm: type.perKmCents,
      centsPerHour: type.perHourCents,
      centsPerOvertimeHour: 0,
    },
  };
}

function problemVehicle(
  vehicle: Vehicle,
  types: readonly CrewType[],
  depotIndexOf: ReadonlyMap<string, number>,
): ProblemVehicle {
  const depotIndex = depotIndexOf.get(vehicle.depotId) ?? 0;
  return {
    id: vehicle.id,
    typeIndex: types.findIndex(
      ({ type, breaks }) =>
        type.id === vehicle.typeId && JSON.stringify(breaks) === JSON.stringify(vehicle.breaks),
    ),
    startDepotIndex: depotIndex,
    endDepotIndex: depotIndex,
    shift: { startSec: vehicle.shiftStartSec, endSec: vehicle.shiftEndSec },
  };
}
