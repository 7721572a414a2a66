import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const BESIDE = fileURLToPath(new URL("../../../shared/data", import.meta.url));

/**
 * The folder with public data sets that no repository may carry, beside this one or where
 * `FILLROUTE_DATA` says; null where it is not there. A test that wants it is then left out.
 */
export function sharedData(): string | null {
  const directory = process.env["FILLROUTE_DATA"] ?? BESIDE;
  return existsSync(directory) ? directory : null;
}

/** Says on stderr that a test was left out for want of data. */
export function reportLeftOut(what: string): void {
  process.stderr.write(
    `left out: ${what}: the public data sets are not at ../shared/data nor at FILLROUTE_DATA\n`,
  );
}
