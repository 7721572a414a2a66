import { NONE } from "../../base/index.ts";
import type { Break, Fuel, Problem, VehicleType } from "../problem.ts";
import type { CompiledSlice, Matrices } from "./matrices.ts";
import { kgDimensionOf, maskOf, TIME_MAX_SEC } from "./terms.ts";

/** What of a vehicle only walking its whole route can judge. */
export interface RichTerms {
  readonly slices: readonly CompiledSlice[];
  readonly breaks: BreakTerms;
  readonly committedBreaks: readonly CommittedBreak[];
  /** Visits to stops and facilities ahead of which no break may be put in. */
  readonly settledCount: number;
  readonly compartments: readonly CompartmentTerms[];
  readonly board: BoardTerms;
  readonly fuel: Fuel | undefined;
}

/** A break that must stand where it is. */
export interface CommittedBreak {
  /** How many visits to stops and facilities lie ahead of it. */
  readonly position: number;
  /** Index into the type's breaks. */
  readonly breakIndex: number;
  /** Of a rule which part; `NONE` the whole rest. */
  readonly part: number;
}

/** A break once in a window, with its index into the type's breaks. */
export interface WindowBreak {
  readonly breakIndex: number;
  readonly earliestSec: number;
  readonly latestSec: number;
  readonly restSec: number;
  readonly paid: boolean;
}

/** A break rule; bounds and parts that are not given lie above all there can be. */
export interface RuleBreak {
  readonly breakIndex: number;
  readonly drivingSecMax: number;
  readonly workSecMax: number;
  readonly restSec: number;
  readonly firstPartSec: number;
  readonly secondPartSec: number;
  readonly paid: boolean;
}

/** The breaks still ahead of a vehicle, and what counts against its rules already. */
export interface BreakTerms {
  readonly windows: readonly WindowBreak[];
  readonly rules: readonly RuleBreak[];
  readonly drivingSec: number;
  readonly workSec: number;
}

/** A compartment as it is filled: streams, and capacity by dimension. */
export interface CompartmentTerms {
  readonly streamMask: number;
  readonly capacities: readonly number[];
}

/** What is on board at the start; `count` entries, which may weigh nothing. */
export interface BoardTerms {
  readonly count: number;
  readonly kg: number;
  readonly mask: number;
  readonly loads: readonly number[];
  /** By compartment, as far as the vehicle has some. */
  readonly compartmentMasks: readonly number[];
  readonly compartmentLoads: readonly (readonly number[])[];
}

/** Whether a capacity bears what a load was put out in, by dimension. */
export function compacted(type: VehicleType, capacities: readonly number[]): number[] {
  return capacities.map((capacity, d) =>
    Math.floor((capacity * (type.compactionPermille?.[d] ?? 1000)) / 1000),
  );
}

/** The terms of each vehicle, and whether segments describe its routes without them. */
export function compileRichTerms(
  problem: Problem,
  matrices: Matrices,
): { richTerms: readonly RichTerms[]; isRich: Uint8Array } {
  const richTerms = problem.vehicles.map((_, vehicle) => richTermsOf(problem, matrices, vehicle));
  return { richTerms, isRich: Uint8Array.from(richTerms, (terms) => (isWalked(terms) ? 1 : 0)) };
}

function isWalked(terms: RichTerms): boolean {
  return (
    terms.slices.length > 0 ||
    terms.breaks.windows.length > 0 ||
    terms.breaks.rules.length > 0 ||
    terms.committedBreaks.length > 0 ||
    terms.compartments.length > 0 ||
    terms.board.count > 0 ||
    terms.fuel !== undefined
  );
}

function richTermsOf(problem: Problem, matrices: Matrices, vehicle: number): RichTerms {
  const { typeIndex, committed = [] } = problem.vehicles[vehicle];
  const type = problem.vehicleTypes[typeIndex];
  const committedBreaks: CommittedBreak[] = [];
  let position = 0;
  for (const visit of committed) {
    if (visit.kind !== "break") position++;
    else {
      const { breakIndex, part = NONE } = visit;
      committedBreaks.push({ position, breakIndex, part });
    }
  }
  const compartments = (type.compartments ?? []).map(({ capacities, streamIndices }) => ({
    streamMask: maskOf(streamIndices),
    capacities: compacted(type, capacities),
  }));
  return {
    slices: matrices.slices[type.profileIndex],
    breaks: breakTerms(problem, vehicle, type.breaks ?? []),
    committedBreaks,
    settledCount: position,
    compartments,
    board: boardTerms(problem, vehicle, compartments),
    fuel: type.costs.fuel,
  };
}

/** Of the breaks in windows those are left that a running vehicle has neither taken nor missed. */
function breakTerms(problem: Problem, vehicle: number, breaks: readonly Break[]): BreakTerms {
  const { running } = problem.vehicles[vehicle];
  const windows: WindowBreak[] = [];
  const rules: RuleBreak[] = [];
  breaks.forEach((each, breakIndex) => {
    const { restSec, paid } = each;
    if (each.kind === "window") {
      windows.push({
        breakIndex,
        earliestSec: each.earliestSec,
        latestSec: each.latestSec,
        restSec,
        paid,
      });
      return;
    }
    rules.push({
      breakIndex,
      drivingSecMax: each.drivingSecMax ?? TIME_MAX_SEC,
      workSecMax: each.workSecMax ?? TIME_MAX_SEC,
      restSec,
      firstPartSec: each.partsSec?.[0] ?? TIME_MAX_SEC,
      secondPartSec: each.partsSec?.[1] ?? TIME_MAX_SEC,
      paid,
    });
  });
  const fromSec = running?.fromSec ?? 0;
  return {
    windows: windows.slice(running?.breakCount ?? 0).filter((each) => each.latestSec >= fromSec),
    rules,
    drivingSec: running?.drivingSec ?? 0,
    workSec: running?.workSec ?? 0,
  };
}

function boardTerms(
  problem: Problem,
  vehicle: number,
  compartments: readonly CompartmentTerms[],
): BoardTerms {
  const { onBoard = [] } = problem.vehicles[vehicle];
  const kgDimension = kgDimensionOf(problem);
  const none = problem.dimensions.map(() => 0);
  const loads = onBoard.reduce((sum, board) => sum.map((load, d) => load + board.loads[d]), none);
  const bits = onBoard.map(({ streamIndex }) => (streamIndex === undefined ? 0 : 1 << streamIndex));
  return {
    count: onBoard.length,
    kg: kgDimension < 0 ? 0 : loads[kgDimension],
    mask: bits.reduce((mask, bit) => mask | bit, 0),
    loads,
    compartmentMasks: compartments.map(({ streamMask }) =>
      bits.reduce((mask, bit) => mask | (bit & streamMask), 0),
    ),
    compartmentLoads: compartments.map(({ streamMask }) =>
      onBoard.reduce(
        (sum, board, i) =>
          (bits[i] & streamMask) === 0 ? sum : sum.map((load, d) => load + board.loads[d]),
        none,
      ),
    ),
  };
}
