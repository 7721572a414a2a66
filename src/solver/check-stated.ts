import type { Report, ViolationCode } from "./check-terms.ts";
import type { CostBreakdown, Route, Visit } from "./solution.ts";

const VISIT_CODES = {
  index: "stated-place",
  alternative: "stated-place",
  placeIndex: "stated-place",
  tripIndex: "stated-trips",
  drivingSec: "stated-time",
  distanceM: "stated-distance",
  arrivalSec: "stated-time",
  waitingSec: "stated-time",
  startSec: "stated-time",
  endSec: "stated-time",
  lateSec: "stated-time",
  loadsBefore: "stated-load",
  loadsAfter: "stated-load",
} as const satisfies Record<Exclude<keyof Visit, "kind">, ViolationCode>;

const ROUTE_CODES = {
  startSec: "stated-time",
  endSec: "stated-time",
  drivingSec: "stated-time",
  waitingSec: "stated-time",
  distanceM: "stated-distance",
  overtimeSec: "stated-time",
  breakSec: "stated-time",
  paidBreakSec: "stated-time",
  fuelMl: "stated-fuel",
  trips: "stated-trips",
} as const satisfies Partial<Record<keyof Route, ViolationCode>>;

/** Names every figure of a route that is not what it must be. */
export function compareRoute(stated: Route, actual: Route, report: Report): void {
  const where = { vehicleIndex: actual.vehicleIndex };
  for (const [name, code] of Object.entries(ROUTE_CODES)) {
    const key = name as keyof typeof ROUTE_CODES;
    compare(`the route's ${name}`, stated[key], actual[key], code, report, where);
  }
  actual.visits.forEach((visit, i) => {
    for (const [name, code] of Object.entries(VISIT_CODES)) {
      const key = name as keyof typeof VISIT_CODES;
      const what = `${visit.kind} ${visit.index}: ${name}`;
      compare(what, stated.visits[i][key], visit[key], code, report, where);
    }
  });
  compareCost("the route", stated.cost, actual.cost, report, where);
}

/** Names every cause of which another sum is stated. */
export function compareCost(
  what: string,
  stated: CostBreakdown,
  actual: CostBreakdown,
  report: Report,
  where: { readonly vehicleIndex?: number } = {},
): void {
  for (const name of Object.keys(actual) as (keyof CostBreakdown)[]) {
    compare(`${what}'s ${name}`, stated[name], actual[name], "stated-cost", report, where);
  }
}

function compare(
  what: string,
  stated: unknown,
  actual: unknown,
  code: ViolationCode,
  report: Report,
  where: { readonly vehicleIndex?: number },
): void {
  if (stated === actual || isSame(stated, actual)) return;
  const detail = `${what} is ${JSON.stringify(actual)}, stated ${JSON.stringify(stated)}`;
  report(code, detail, where);
}

/** Whether two values are the same, or lists and records of the same. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const keys = Object.keys(b);
  return (
    Object.keys(a).length === keys.length &&
    keys.every((key) => isSame(Reflect.get(a, key), Reflect.get(b, key)))
  );
}
