import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import { openStore, type Store } from "../../src/store/index.ts";
import { READINGS_A_BATCH } from "./ingesting-process.ts";
import { smallCity } from "./small-city.ts";

const PROCESS_FILE = fileURLToPath(new URL("./ingesting-process.ts", import.meta.url));
const KILL_COUNT = 4;

let dataDir = "";

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "fillroute-store-"));
  const store = await openStore({ dataDir });
  await store.cities.replaceCity(smallCity("a", 1), { sourceHash: "h", atMs: 1 });
  await store.close();
});

afterEach(() => rmSync(dataDir, { recursive: true }));

test("after kill -9 every acknowledged reading is there, and no batch in part", async () => {
  const random = new Random(20261124);
  const acknowledged: number[] = [];
  for (let kill = 0; kill < KILL_COUNT; kill++) {
    const first = (acknowledged.at(-1) ?? -1) + 100;
    const told = await ingestUntilKilled(first, 1 + random.below(40), random.float());
    acknowledged.push(...told);
    const store = await openStore({ dataDir });
    const counts = await countsOfBatches(store);
    await store.close();
    expect(acknowledged.filter((batch) => !counts.has(batch))).toEqual([]);
    expect([...counts.values()].filter((count) => count !== READINGS_A_BATCH)).toEqual([]);
  }
  expect(acknowledged.length).toBeGreaterThan(KILL_COUNT);
});

test("a folder is refused while another process has it, and free once that one is killed", async () => {
  const holder = spawn(process.execPath, [PROCESS_FILE, dataDir, "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => holder.once("exit", resolve));
  for await (const line of createInterface(holder.stdout)) if (line === "open") break;
  await expect(openStore({ dataDir })).rejects.toMatchObject({
    code: "store/locked",
    message: expect.stringContaining(`process ${holder.pid}`),
  });
  holder.kill("SIGKILL");
  await ended;
  const store = await openStore({ dataDir });
  await store.ping();
  await store.close();
});

/**
 * Gives the batches that a process told to be stored before it was killed, at some moment after
 * the given number of them.
 */
async function ingestUntilKilled(
  first: number,
  batchCount: number,
  waitShare: number,
): Promise<number[]> {
  const child = spawn(process.execPath, [PROCESS_FILE, dataDir, String(first)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const told: number[] = [];
  const kill = (): void => void child.kill("SIGKILL");
  for await (const line of createInterface(child.stdout)) {
    if (!line.startsWith("stored ")) continue;
    told.push(Number(line.replace("stored ", "")));
    // A few milliseconds on, in the midst of whatever the process then does.
    if (told.length === batchCount) setTimeout(kill, waitShare * 5);
  }
  return told;
}

async function countsOfBatches(store: Store): Promise<ReadonlyMap<number, number>> {
  const { atMs } = await store.readings.series("a-c0", 0, 1e9);
  const counts = new Map<number, number>();
  for (const batch of atMs) counts.set(batch, (counts.get(batch) ?? 0) + 1);
  return counts;
}
