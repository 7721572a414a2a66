import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JobProgress } from "../domain/index.ts";
import { type JobContext, runImportCity } from "../planning/index.ts";
import { openStore, type Store } from "../store/index.ts";
import { readConfig } from "./config.ts";

/** Imports a city folder into a store that lives as long as `work` does, and gives what it gives. */
export async function withImportedCity<T>(
  directory: string,
  work: (store: Store, areaId: string) => Promise<T>,
): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), "fillroute-"));
  const store = await openStore({ dataDir });
  try {
    const imported = { kind: "import-city", directory } as const;
    const areaId = await runImportCity(await jobContext(store, imported), imported);
    return await work(store, areaId);
  } finally {
    await store.close();
    await rm(dataDir, { recursive: true });
  }
}

/** A job of its own for work that is done at once; progress goes to stderr. */
export async function jobContext(
  store: Store,
  request: Parameters<Store["jobs"]["enqueue"]>[0],
): Promise<JobContext> {
  const job = await store.jobs.enqueue(request, Date.now());
  await store.jobs.claim(Date.now());
  return {
    store,
    osrmUrl: readConfig(process.env).osrmUrl,
    jobId: job.id,
    now: Date.now,
    report: sayProgress(),
    cancelled: () => false,
  };
}

/** One line on stderr for each step, and for each better plan while the search runs. */
function sayProgress(): (progress: JobProgress) => void {
  let said = "";
  return ({ step, message, share, bestCostCents }) => {
    const cost =
      bestCostCents === undefined ? "" : `, best cost ${(bestCostCents / 100).toFixed(2)}`;
    const line = step === "solve" && cost !== "" ? `solve${cost}` : message;
    if (line === said) return;
    said = line;
    process.stderr.write(`${String(Math.round(share * 100)).padStart(3)} % ${line}\n`);
  };
}
