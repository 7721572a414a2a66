import { runCommandLine, type StartService } from "./cli/index.ts";

const EXIT_WAIT_MS = 3_000;

/** The service is loaded by the command that starts it, so that no other waits for it. */
const startService: StartService = async (options) => {
  const service = await import("./service.ts");
  return service.startService(options);
};

const exitCode = await runCommandLine(process.argv.slice(2), { startService });
process.exitCode = exitCode;
// A library's idle handle must not keep a finished command alive.
setTimeout(() => process.exit(exitCode), EXIT_WAIT_MS).unref();
