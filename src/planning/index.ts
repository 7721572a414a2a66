export { runBackTest } from "./back-test.ts";
export { dayOf, startOfDayMs } from "./calendar.ts";
export { type CityFolder, readCityFolder } from "./city/index.ts";
export {
  type ContainerForecast,
  containerForecast,
  type ForecastPoint,
} from "./container-forecast.ts";
export { runImportCity } from "./import-city.ts";
export type { JobContext } from "./job-context.ts";
export { MatrixThreads } from "./matrix-threads.ts";
export { runPlan } from "./plan-day.ts";
export { runReplan } from "./replan.ts";
export { containersForReplan, type ReplanCause } from "./replan-trigger.ts";
export { type AreaSensor, sensorsOfArea } from "./sensors.ts";
export {
  bestOfKinds,
  loadTown,
  type PolicyReport,
  type PolicyRuns,
  policiesNamed,
  readScenario,
  runPolicy,
  type Scenario,
  summarisePolicies,
  type Town,
} from "./simulate/index.ts";
export { SolveThreads } from "./solve-threads.ts";
export { importNeeded, morningPlanNeeded, planNeeded } from "./today.ts";
export { warmUp } from "./warm-up.ts";
