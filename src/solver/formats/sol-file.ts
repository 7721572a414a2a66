import { NONE } from "../../base/index.ts";
import type { PlannedVisit, Problem } from "../problem.ts";
import type { PlannedRoute, Solution, Visit } from "../solution.ts";
import {
  FormatError,
  type Instance,
  type Line,
  type Numbering,
  numberAt,
  type Parsed,
  parsing,
  splitLines,
} from "./instance.ts";

/** The routes of a solution file in the numbering of its set, and the cost it claims. */
export interface SolRoutes {
  readonly routes: readonly PlannedRoute[];
  readonly cost: number;
}

/** Writes `Route #k: i j ...` in the numbers of the instance's set, then `Cost c`. */
export function writeSolRoutes(
  instance: Instance,
  solution: Pick<Solution, "routes" | "cost">,
): string {
  const numbering = numberingOf(instance);
  const lines = solution.routes.map((route) => ({
    vehicleIndex: route.vehicleIndex,
    numbers: route.visits.flatMap((visit) => {
      if (visit.kind === "stop") return [stopNumber(numbering, visit)];
      return visit.kind === "facility" ? [numbering.facilityNumbers[visit.index]] : [];
    }),
  }));
  const ordered = numbering.byVehicle
    ? instance.problem.vehicles.map(
        (_, vehicle) => lines.find(({ vehicleIndex }) => vehicleIndex === vehicle)?.numbers ?? [],
      )
    : lines.map(({ numbers }) => numbers);
  const text = ordered.map((numbers, i) => `Route #${i + 1}: ${numbers.join(" ")}`.trim());
  const cost = instance.costOf(solution).toFixed(instance.costDecimals);
  return `${[...text, `Cost ${cost}`].join("\n")}\n`;
}

function stopNumber(numbering: Numbering, { index, alternative }: Visit): number {
  if (alternative === 0) return numbering.stopNumbers[index];
  return numbering.alternativeNumbers?.[index][alternative - 1] ?? NONE;
}

function numberingOf({ problem, numbering }: Instance): Numbering {
  return (
    numbering ?? {
      stopNumbers: problem.stops.map((_, i) => i + 1),
      facilityNumbers: [],
      byVehicle: false,
    }
  );
}

/**
 * Reads what `writeSolRoutes` writes; blank lines and case are of no matter. Where the set does not
 * tie routes to vehicles, the routes that are not empty are given to the vehicles in order.
 */
export function readSolRoutes(text: string, instance: Instance): Parsed<SolRoutes> {
  return parsing(() => {
    const numbering = numberingOf(instance);
    const visitsOf = visitsByNumber(numbering);
    const routes: PlannedRoute[] = [];
    let cost: number | undefined;
    for (const line of splitLines(text)) {
      const route = /^route\s*#?\s*(\d+)\s*:\s*(.*)$/i.exec(line.text);
      if (route !== null) {
        const vehicleIndex = numbering.byVehicle ? Number(route[1]) - 1 : routes.length;
        const visits = readVisits(line, route[2], visitsOf).map((all) =>
          visitBy(instance.problem, all, vehicleIndex),
        );
        if (visits.length > 0) routes.push({ vehicleIndex, visits });
      } else if (/^cost\b/i.test(line.text)) {
        cost = numberAt({ ...line, words: line.text.split(/[\s:]+/) }, 1, "cost");
      } else if (!/^optimal\b/i.test(line.text)) {
        throw new FormatError(line.number, `"${line.text}" is neither a route nor the cost`);
      }
    }
    if (cost === undefined) throw new FormatError(0, "the line with the cost is missing");
    return { routes, cost };
  });
}

/** A number stands for several visits where a site is visited more than once. */
function visitsByNumber(numbering: Numbering): ReadonlyMap<number, readonly PlannedVisit[]> {
  const visits = new Map<number, PlannedVisit[]>();
  numbering.stopNumbers.forEach((number, stopIndex) => {
    visits.set(number, [...(visits.get(number) ?? []), { kind: "stop", stopIndex }]);
  });
  numbering.alternativeNumbers?.forEach((numbers, stopIndex) => {
    numbers.forEach((number, i) => {
      visits.set(number, [{ kind: "stop", stopIndex, alternative: i + 1 }]);
    });
  });
  numbering.facilityNumbers.forEach((number, facilityIndex) => {
    visits.set(number, [{ kind: "facility", facilityIndex }]);
  });
  return visits;
}

/** Of the visits that a number stands for, the first that the vehicle may make. */
function visitBy(
  { stops }: Problem,
  visits: readonly PlannedVisit[],
  vehicleIndex: number,
): PlannedVisit {
  const own = visits.find(
    (visit) =>
      visit.kind === "stop" &&
      stops[visit.stopIndex].vehicleIndices?.includes(vehicleIndex) === true,
  );
  return own ?? visits[0];
}

function readVisits(
  line: Line,
  text: string,
  visitsOf: ReadonlyMap<number, readonly PlannedVisit[]>,
): (readonly PlannedVisit[])[] {
  const words = text.split(/\s+/).filter((word) => word !== "");
  return words.map((_, i) => {
    const number = numberAt({ ...line, words }, i, "customer");
    const visits = visitsOf.get(number);
    if (visits !== undefined) return visits;
    const numbers = [...visitsOf.keys()];
    const span = `from ${Math.min(...numbers)} to ${Math.max(...numbers)}`;
    throw new FormatError(line.number, `customer (${number}) must be ${span} and a customer`);
  });
}
