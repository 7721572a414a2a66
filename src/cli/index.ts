export type { BenchmarkOptions } from "./bench.ts";
export { isLoopback, type ServiceConfig } from "./config.ts";
export { runCommandLine } from "./program.ts";
export type { RunningService, ServiceOptions, StartService } from "./serve.ts";
