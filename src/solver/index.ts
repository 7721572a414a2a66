export { BREAK_PRESETS, type BreakPreset } from "./break-rules.ts";
export { type CheckedSolution, checkSolution, type SolutionCheck } from "./check-solution.ts";
export type { Violation, ViolationCode } from "./check-terms.ts";
export {
  annealPart,
  type PartAnswer,
  type PartLimits,
  type PartTask,
  type Whole,
} from "./decompose/anneal-part.ts";
export type { Round, Rounds } from "./decompose/rounds.ts";
export { readCarp } from "./formats/carp.ts";
export { readCvrplib } from "./formats/cvrplib.ts";
export { readHvrp } from "./formats/hvrp.ts";
export type { ExtraViolation, Instance, Numbering, Parsed } from "./formats/instance.ts";
export { plannedRoutesOf } from "./formats/instance.ts";
export { type Judgement, judgeSolRoutes } from "./formats/judge.ts";
export { readKim } from "./formats/kim.ts";
export { readMdvrp } from "./formats/mdvrp.ts";
export { type ParsedNative, readNative, writeNative } from "./formats/native.ts";
export { readNativeSolution } from "./formats/native-solution.ts";
export { readPvrpif } from "./formats/pvrpif.ts";
export { readPyvrp } from "./formats/pyvrp.ts";
export { readSolRoutes, type SolRoutes, writeSolRoutes } from "./formats/sol-file.ts";
export { readSolomon } from "./formats/solomon.ts";
export { solveInstance, solveInstanceInRounds } from "./formats/solve-instance.ts";
export { readVroom } from "./formats/vroom.ts";
export {
  type BoardLoad,
  type Break,
  COST_UNITS_PER_CENT,
  type Compartment,
  type Depot,
  type Docks,
  type Facility,
  type Fuel,
  type Group,
  type Lateness,
  type LoadDimension,
  type Objective,
  type PlannedVisit,
  type Problem,
  type Profile,
  type Queue,
  type ReleasedPlan,
  type ReleasedRoute,
  type Running,
  type Shift,
  type Stop,
  type StopAlternative,
  type TimeWindow,
  type TravelSlice,
  type Vehicle,
  type VehicleCosts,
  type VehicleType,
} from "./problem.ts";
export { type EvaluatedRoutes, evaluateRoutes } from "./report.ts";
export type {
  CostBreakdown,
  PlannedRoute,
  Progress,
  Route,
  Solution,
  SolveOptions,
  TracePoint,
  Trip,
  UnassignedReason,
  UnassignedStop,
  Visit,
} from "./solution.ts";
export { solve, solveInRounds } from "./solve.ts";
export { type ProblemFault, validateProblem } from "./validate.ts";
