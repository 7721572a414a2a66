import { assert } from "../../base/index.ts";
import { TIME_MAX_SEC } from "../model.ts";
import type { PlannedVisit, Problem, TimeWindow } from "../problem.ts";
import type { PlannedRoute } from "../solution.ts";
import { type FleetVehicle, fleetOf, matrixOf, type Point, soundInstance } from "./fleet.ts";
import type { ExtraViolation, Instance, Parsed } from "./instance.ts";
import { parsing } from "./instance.ts";
import { type KimDay, type KimPlace, LOAD_SCALE, readKimDay } from "./kim-file.ts";
import { foldWindow, type Lunch, lunchFits } from "./lunch.ts";

/** Times are counted in tenths of a second. */
const TIME_SCALE = 10;
const HOUR = 3600 * TIME_SCALE;
const FEET_PER_MILE = 5280;
const COST_DECIMALS = 2;

/**
 * Reads a waste-collection day of Kim, Kim and Sahoo (2006): one depot, disposal sites, equal
 * trucks that come home empty, Manhattan distances. Fewest trucks first, then miles; the cost is
 * the miles. Solutions name all visits, disposal sites included, by the ids of the file.
 *
 * The day is solved on a clock that stands still during lunch (`foldWindow`), a little stricter
 * than the rule but quicker to search than breaks. Solution files are judged by `judgedProblem`,
 * which has the real clock and neither lunch nor the limit on the day's load, and by
 * `findViolations`, which has both.
 */
export function readKim(text: string): Parsed<Instance> {
  return parsing(() => {
    const day = readKimDay(text);
    const sites = day.places.filter(({ kind }) => kind === "site");
    const stops = day.places.filter(({ kind }) => kind === "stop");
    return soundInstance({
      problem: build(day, sites, stops, "solved"),
      judgedProblem: build(day, sites, stops, "judged"),
      costOf: ({ cost }) => Math.round((cost.distanceCents / FEET_PER_MILE) * 100) / 100,
      costDecimals: COST_DECIMALS,
      fleetFirst: true,
      numbering: {
        stopNumbers: stops.map(({ id }) => id),
        facilityNumbers: sites.map(({ id }) => id),
        byVehicle: false,
      },
      findViolations: (routes) => routes.flatMap((route) => violationsOf(day, sites, stops, route)),
    });
  });
}

function lunchOf(day: KimDay): Lunch {
  return { earliest: 11 * HOUR, latest: 12 * HOUR, length: Math.ceil(day.lunchSec * TIME_SCALE) };
}

function build(
  day: KimDay,
  sites: readonly KimPlace[],
  stops: readonly KimPlace[],
  use: "solved" | "judged",
): Problem {
  const [depot] = day.places;
  assert(depot.kind === "depot", "the depot comes first");
  const lunch = lunchOf(day);
  const indexOf = new Map(day.places.map((place, i) => [place, i]));
  const placeIndex = (place: KimPlace): number => indexOf.get(place) ?? 0;
  const open = windowOf(depot);
  const shift = use === "judged" ? open : { ...open, endSec: open.endSec - lunch.length };
  const fold = (place: KimPlace): { windows: TimeWindow[] } | object => {
    if (place.opensSec === 0 && place.closesSec === undefined) return {};
    if (use === "judged") return { windows: [windowOf(place)] };
    const folded = foldWindow(windowOf(place), lunch);
    // A window of which nothing is left cannot be kept by any truck: closed before it opens.
    return { windows: folded.length > 0 ? folded : [{ startSec: 0, endSec: 0 }] };
  };
  return {
    dimensions: [{ name: "yards", unit: "pieces" }],
    streams: [],
    profiles: [
      {
        name: "streets",
        matrix: matrixOf(day.places, {
          metres: (a, b) => Math.round(feet(a, b)),
          seconds: (a, b) => Math.ceil(drivingTime(day, a, b)),
        }),
      },
    ],
    depots: [{ placeIndex: 0 }],
    facilities: sites.map((site) => ({
      placeIndex: placeIndex(site),
      unloadSec: scaled(site.serviceSec),
      unloadSecPerTonne: 0,
      feeCentsPerTonne: 0,
      ...fold(site),
    })),
    ...fleetOf(
      use === "judged"
        ? stops.map(() => truckOf(day, stops.length, shift))
        : offerTrucks(day, stops, shift),
    ),
    stops: stops.map((stop) => ({
      id: String(stop.id),
      placeIndex: placeIndex(stop),
      serviceSec: scaled(stop.serviceSec),
      loads: [stop.load],
      ...fold(stop),
    })),
  };
}

function scaled(sec: number): number {
  return Math.ceil(sec * TIME_SCALE);
}

function closing(place: KimPlace): number {
  return place.closesSec === undefined ? TIME_MAX_SEC : place.closesSec * TIME_SCALE;
}

function windowOf(place: KimPlace): TimeWindow {
  return { startSec: scaled(place.opensSec), endSec: closing(place) };
}

function feet(a: Point, b: Point): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
}

function drivingTime(day: KimDay, a: Point, b: Point): number {
  return (feet(a, b) / FEET_PER_MILE / day.milesPerHour) * HOUR;
}

function truckOf(day: KimDay, stopCount: number, shift: TimeWindow): FleetVehicle {
  return {
    capacities: [day.capacity],
    depotIndex: 0,
    endDepotIndex: 0,
    fixedCents: 0,
    centsPerKm: 1000,
    shift,
    unloadBeforeEnd: true,
    ...(stopCount > day.dayStopsMax ? { stopCountMax: day.dayStopsMax } : {}),
  };
}

/** Trucks to choose from, half as many again as the loads and services need, and some. */
function offerTrucks(day: KimDay, stops: readonly KimPlace[], shift: TimeWindow): FleetVehicle[] {
  const load = stops.reduce((sum, stop) => sum + stop.load, 0);
  const service = stops.reduce((sum, stop) => sum + scaled(stop.serviceSec), 0);
  const span = Math.max(1, shift.endSec - shift.startSec);
  const least = Math.max(1, Math.ceil(load / day.dayLoadMax), Math.ceil(service / span));
  const count = Math.min(stops.length, Math.ceil(least * 1.5) + 5);
  const truck = {
    ...truckOf(day, stops.length, shift),
    ...(day.dayLoadMax < load ? { loadsTotalMax: [day.dayLoadMax] } : {}),
  };
  return Array.from({ length: count }, () => truck);
}

function violationsOf(
  day: KimDay,
  sites: readonly KimPlace[],
  stops: readonly KimPlace[],
  { vehicleIndex, visits }: PlannedRoute,
): ExtraViolation[] {
  const [depot] = day.places;
  const placeOf = (visit: PlannedVisit): readonly KimPlace[] => {
    if (visit.kind === "stop") return [stops[visit.stopIndex]];
    return visit.kind === "facility" ? [sites[visit.facilityIndex]] : [];
  };
  const violations: ExtraViolation[] = [];
  const path = [...visits.flatMap(placeOf), { ...depot, serviceSec: 0 }];
  const timed = path.map((place, i) => ({
    driving: Math.ceil(drivingTime(day, i === 0 ? depot : path[i - 1], place)),
    window: windowOf(place),
    stay: scaled(place.serviceSec),
  }));
  if (!lunchFits(scaled(depot.opensSec), timed, lunchOf(day))) {
    const detail = "the truck cannot have its lunch, or is late with it";
    violations.push({ code: "lunch", vehicleIndex, detail });
  }
  const load = visits.reduce(
    (sum, visit) => (visit.kind === "stop" ? sum + stops[visit.stopIndex].load : sum),
    0,
  );
  if (load > day.dayLoadMax) {
    const detail = `${load / LOAD_SCALE} yards in the day, at most ${day.dayLoadMax / LOAD_SCALE}`;
    violations.push({ code: "day-load", vehicleIndex, detail });
  }
  return violations;
}
