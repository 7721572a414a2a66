export { dayOf, startOfDayMs } from "./calendar.ts";
export { runImportCity } from "./import-city.ts";
export type { JobContext } from "./job-context.ts";
export { runPlan } from "./plan-day.ts";
export { runReplan } from "./replan.ts";
export { containersForReplan } from "./replan-trigger.ts";
