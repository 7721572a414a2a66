export { loadTown } from "./load-town.ts";
export { policiesNamed } from "./policies.ts";
export { bestOfKinds, type PolicyReport, type PolicyRuns, summarisePolicies } from "./report.ts";
export { runPolicy, type SimulatedDay } from "./run-policy.ts";
export { readScenario, type Scenario } from "./scenario.ts";
export type { Town } from "./town.ts";
