import { startJobQueue } from "../../src/jobs/index.ts";
import { openStore } from "../../src/store/index.ts";

// A service that starts one job (or goes on with it), says so and is then killed by the test:
// node interrupted-service.ts DATA_DIR BEHAVIOUR

const [dataDir = "", behaviour = ""] = process.argv.slice(2);
const store = await openStore({ dataDir });
const handlersUrl = new URL("./handlers.ts", import.meta.url).href;
const queue = await startJobQueue({ store, dataDir, now: Date.now, handlersUrl });
queue.subscribe((job) => {
  if (job.progress !== null) process.stdout.write(`running ${job.id}\n`);
});
const known = await store.jobs.list({ limit: 1, cursor: null });
if (known.items.length === 0) {
  await queue.enqueue({
    kind: "plan",
    areaId: behaviour,
    day: "2026-11-24",
    timeLimitMs: 1000,
    seed: 1,
  });
}
