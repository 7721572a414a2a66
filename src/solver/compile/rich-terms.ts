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

/** What bounds driving and work between rests; infinite what is not given. */
export interface RuleTerms {
  readonly drivingSecMax: number;
  readonly workSecMax: number;
  readonly restSec: number;
  readonly firstPartSec: number;
  readonly secondPartSec: number;
}

/** A rest that can be taken: a break in a window, the whole of a rule's rest or a part of it. */
export interface RestOption {
  /** Index into the type's breaks. */
  readonly breakIndex: number;
  readonly part: number;
  readonly restSec: number;
  readonly paid: boolean;
  readonly openSec: number;
  readonly closeSec: number;
  /** Which of the breaks in windows it is; `NONE` for a rule's. */
  readonly turn: number;
}

/** The breaks still ahead of a vehicle, and what counts against its rules already. */
export interface BreakTerms {
  /** How many breaks in windows there are: the first options. */
  readonly windowCount: number;
  readonly options: readonly RestOption[];
  readonly rules: readonly RuleTerms[];
  readonly unpaidRuleCount: number;
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
  readonly compartmentKgs: readonly number[];
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
    terms.breaks.options.length > 0 ||
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
  const fromSec = running?.fromSec ?? 0;
  const windows = breaks
    .flatMap((each, breakIndex) => (each.kind === "window" ? [{ ...each, breakIndex }] : []))
    .slice(running?.breakCount ?? 0)
    .filter(({ latestSec }) => latestSec >= fromSec)
    .map(({ breakIndex, restSec, paid, earliestSec, latestSec }, turn) => ({
      ...{ breakIndex, part: NONE, restSec, paid, turn },
      ...{ openSec: earliestSec, closeSec: latestSec },
    }));
  return {
    windowCount: windows.length,
    options: [...windows, ...breaks.flatMap((each, breakIndex) => ruleOptions(each, breakIndex))],
    rules: breaks.flatMap((each) => (each.kind === "rule" ? [ruleTerms(each)] : [])),
    unpaidRuleCount: breaks.filter(({ kind, paid }) => kind === "rule" && !paid).length,
    drivingSec: running?.drivingSec ?? 0,
    workSec: running?.workSec ?? 0,
  };
}

function ruleOptions(rule: Break, breakIndex: number): RestOption[] {
  if (rule.kind !== "rule") return [];
  return [rule.restSec, ...(rule.partsSec ?? [])].map((restSec, i) => ({
    ...{ breakIndex, part: i === 0 ? NONE : i - 1, restSec, paid: rule.paid, turn: NONE },
    ...{ openSec: 0, closeSec: TIME_MAX_SEC },
  }));
}

function ruleTerms(rule: Extract<Break, { kind: "rule" }>): RuleTerms {
  return {
    drivingSecMax: rule.drivingSecMax ?? Number.POSITIVE_INFINITY,
    workSecMax: rule.workSecMax ?? Number.POSITIVE_INFINITY,
    restSec: rule.restSec,
    firstPartSec: rule.partsSec?.[0] ?? Number.POSITIVE_INFINITY,
    secondPartSec: rule.partsSec?.[1] ?? Number.POSITIVE_INFINITY,
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
  const compartmentLoads = compartments.map(({ streamMask }) =>
    onBoard.reduce(
      (sum, board, i) =>
        (bits[i] & streamMask) === 0 ? sum : sum.map((load, d) => load + board.loads[d]),
      none,
    ),
  );
  return {
    count: onBoard.length,
    kg: kgDimension < 0 ? 0 : loads[kgDimension],
    mask: bits.reduce((mask, bit) => mask | bit, 0),
    loads,
    compartmentMasks: compartments.map(({ streamMask }) =>
      bits.reduce((mask, bit) => mask | (bit & streamMask), 0),
    ),
    compartmentKgs: compartmentLoads.map((of) => (kgDimension < 0 ? 0 : of[kgDimension])),
    compartmentLoads,
  };
}
