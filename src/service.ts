import { resolve } from "node:path";
import {
  isLoopback,
  type RunningService,
  type ServiceConfig,
  type ServiceOptions,
} from "./cli/index.ts";
import { AppError } from "./domain/index.ts";
import { createApp, createLogger, DEFAULT_HTTP_CONFIG, listen } from "./http/index.ts";
import { type JobQueue, startJobQueue } from "./jobs/index.ts";
import {
  containersForReplan,
  importNeeded,
  morningPlanNeeded,
  planNeeded,
} from "./planning/index.ts";
import { openStore, type Store } from "./store/index.ts";

const MORNING_LOOK_MS = 60_000;

/** Builds the whole: store, jobs, HTTP; the only place that does. */
export async function startService(options: ServiceOptions): Promise<RunningService> {
  const { config, cityDirectory } = options;
  const logger = createLogger(config.logLevel, process.stderr);
  const store = await openStore({ dataDir: config.dataDir });
  const { dataDir, osrmUrl } = config;
  const queue = await startJobQueue({ store, dataDir, osrmUrl, now: Date.now, logger });
  try {
    await refuseOpenToOthers(store, config);
    await startDay(store, queue, cityDirectory, options.planSeconds, logger);
    const app = createApp({
      store,
      jobs: queue,
      now: Date.now,
      logger,
      planning: { containersForReplan },
      config: {
        ...DEFAULT_HTTP_CONFIG,
        loopback: isLoopback(config.host),
        requestsPerMinuteMax: config.requestsPerMinuteMax,
        webDirectory: await options.page,
        baseMapUrl: config.baseMapUrl,
      },
    });
    const server = await listen(app, { host: config.host, port: config.port });
    const morning = planMornings(store, queue, options.planSeconds, logger);
    const close = async (): Promise<void> => {
      clearInterval(morning);
      await server.close();
      await queue.close();
      await store.close();
    };
    return { url: server.url, close };
  } catch (error) {
    await queue.close();
    await store.close();
    throw error;
  }
}

/** A service that others can reach must not be open to all of them, nor closed to its owner. */
async function refuseOpenToOthers(store: Store, config: ServiceConfig): Promise<void> {
  if (isLoopback(config.host)) return;
  const nowMs = Date.now();
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof store.access.listKeys>> = await store.access.listKeys({
      limit: 100,
      cursor,
    });
    const isLive = page.items.some(
      (key) =>
        key.scope === "admin" &&
        key.revokedAtMs === null &&
        (key.expiresAtMs === null || key.expiresAtMs > nowMs),
    );
    if (isLive) return;
    cursor = page.nextCursor;
  } while (cursor !== null);
  throw new AppError(
    "access/no-key",
    `HOST (${config.host}) can be reached from other machines and no live admin key exists: ` +
      "make one with `fillroute keys create --name first`, or set HOST=127.0.0.1",
  );
}

/** Imports the city folder where it is new, then plans today where no plan of it is there. */
async function startDay(
  store: Store,
  queue: JobQueue,
  cityDirectory: string | null,
  planSeconds: number,
  logger: ReturnType<typeof createLogger>,
): Promise<void> {
  const timeLimitMs = Math.round(planSeconds * 1000);
  const planToday = async (areaId: string, draftSinceMs: number): Promise<void> => {
    const options = { nowMs: Date.now(), timeLimitMs, draftSinceMs };
    const needed = await planNeeded(store, areaId, options);
    if (needed !== null) await queue.enqueue(needed);
  };
  queue.subscribe((job) => {
    if (job.state === "failed" && job.request.kind === "import-city") {
      logger.error({ error: job.error }, "the city folder was not imported");
    }
    if (job.state !== "succeeded" || job.request.kind !== "import-city") return;
    planToday(job.resultId ?? "", job.finishedAtMs ?? 0).catch((error: unknown) => {
      logger.error({ error, jobId: job.id }, "today's plan could not be asked for");
    });
  });
  const needed = cityDirectory === null ? null : await importNeeded(store, resolve(cityDirectory));
  if (needed !== null) await queue.enqueue(needed);
  const areas = await store.cities.listAreas({ limit: 1000, cursor: null });
  for (const area of areas.items) await planToday(area.id, 0);
}

/** Looks every minute whether a new day of an area has dawned and has no plan yet. */
function planMornings(
  store: Store,
  queue: JobQueue,
  planSeconds: number,
  logger: ReturnType<typeof createLogger>,
): NodeJS.Timeout {
  const look = async (): Promise<void> => {
    const areas = await store.cities.listAreas({ limit: 1000, cursor: null });
    const timeLimitMs = Math.round(planSeconds * 1000);
    for (const area of areas.items) {
      const options = { nowMs: Date.now(), timeLimitMs, draftSinceMs: 0 };
      const needed = await morningPlanNeeded(store, area.id, options);
      if (needed !== null) await queue.enqueue(needed);
    }
  };
  return setInterval(() => {
    look().catch((error: unknown) => logger.error({ error }, "the new day was not looked at"));
  }, MORNING_LOOK_MS).unref();
}
