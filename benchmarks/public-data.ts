import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Where the public data sets lie, if they do. */
export const SHARED =
  process.env["FILLROUTE_DATA"] ?? join(import.meta.dirname, "../../shared/data");
const MS_PER_S = 1000;

/** Looks an instance up in the `bks.csv` of its set. */
export function bestKnown(file: string, name: string, column: string): number | undefined {
  const [head, ...rows] = readFileSync(file, "utf8").trim().split(/\r?\n/);
  const at = head.split(",").indexOf(column);
  const row = rows.map((line) => line.split(",")).find(([instance]) => instance === name);
  if (at < 0) throw new Error(`${file} has no column ${column}`);
  return row === undefined ? undefined : Number(row[at]);
}

/** CPU milliseconds of this process: a clock that other work on the machine does not turn. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / MS_PER_S;
}
