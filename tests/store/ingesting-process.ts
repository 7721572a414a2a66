import { openStore } from "../../src/store/index.ts";

// Stores batches of readings until it is killed, and says which are acknowledged:
// node ingesting-process.ts DATA_DIR FIRST_BATCH
// Batch b holds READINGS_A_BATCH readings of container a-c0 with sequences from b times that on.

export const READINGS_A_BATCH = 20;
const BATCHES_AT_ONCE = 4;

if (import.meta.main) {
  const [dataDir = "", first = "0"] = process.argv.slice(2);
  const store = await openStore({ dataDir });
  const ingest = async (batch: number): Promise<void> => {
    await store.readings.ingest(
      Array.from({ length: READINGS_A_BATCH }, (_, i) => ({
        containerId: "a-c0",
        atMs: batch,
        fillPercent: 50,
        source: "api",
        sequence: batch * READINGS_A_BATCH + i,
        quality: 0,
        reasons: [],
        receivedAtMs: 1,
      })),
    );
    process.stdout.write(`stored ${batch}\n`);
  };
  process.stdout.write("open\n");
  for (let batch = Number(first); ; batch += BATCHES_AT_ONCE) {
    await Promise.all(Array.from({ length: BATCHES_AT_ONCE }, (_, i) => ingest(batch + i)));
  }
}
