import type { Handlers } from "../call.ts";
import { toReadingBody } from "../convert/access.ts";
import { fromTime } from "../convert/time.ts";
import {
  type Ignored,
  ingestBatch,
  type PlacedReading,
  timeFault,
  unknownContainer,
} from "../ingest.ts";
import type { IngestResultBody, ReadingBody, ReadingInputBody } from "../schemas/ingest.ts";
import type { Services } from "../services.ts";
import { trustOf } from "../webhooks/quality.ts";
import { versionedContainer } from "./containers.ts";
import { mapPage, pageRequest } from "./lookups.ts";

/** Readings in and out. */
export const READING_HANDLERS = {
  async createReadings({ services, shared, body }) {
    return { body: await storeReadings(services, shared, body.readings) };
  },
  async listReadings({ services, query }) {
    return { body: await readingsOf(services, query.containerId, query) };
  },
  async listContainerReadings({ services, params, query }) {
    return { body: await readingsOf(services, params.containerId, query) };
  },
} satisfies Partial<Handlers>;

async function storeReadings(
  services: Services,
  shared: Parameters<typeof ingestBatch>[1],
  inputs: readonly ReadingInputBody[],
): Promise<IngestResultBody> {
  const areaIds = new Map<string, string | null>();
  for (const { containerId } of inputs) {
    if (areaIds.has(containerId)) continue;
    areaIds.set(containerId, await services.store.cities.areaOfContainer(containerId));
  }
  const nowMs = services.now();
  const readings: PlacedReading[] = [];
  const ignored: Ignored[] = [];
  inputs.forEach((input, index) => {
    const { containerId, fillPercent, sequence } = input;
    const areaId = areaIds.get(containerId) ?? null;
    const atMs = fromTime(input.at);
    const fault = timeFault(atMs, nowMs);
    if (areaId === null) ignored.push(unknownContainer(index, containerId));
    else if (fault !== null) ignored.push({ index, ...fault });
    else {
      const trust = trustOf(fillPercent, []);
      const place = { index, containerId, areaId, atMs, deviceId: null };
      readings.push({ ...place, fillPercent, sequence, ...trust });
    }
  });
  return ingestBatch(services, shared, { readings, ignored, source: "api" });
}

async function readingsOf(
  services: Services,
  containerId: string,
  query: {
    readonly from?: string | undefined;
    readonly to?: string | undefined;
    readonly limit: number;
    readonly cursor?: string | undefined;
  },
): Promise<{ items: ReadingBody[]; nextCursor: string | null }> {
  await versionedContainer(services.store, containerId);
  const range = {
    fromMs: query.from === undefined ? 0 : fromTime(query.from),
    toMs: query.to === undefined ? Number.MAX_SAFE_INTEGER : fromTime(query.to),
  };
  const page = await services.store.readings.list(containerId, range, pageRequest(query));
  return mapPage(page, toReadingBody);
}
