import { join } from "node:path";
import type { JobRequest } from "../domain/index.ts";
import { AppError } from "../domain/index.ts";
import type { Store } from "../store/index.ts";
import { dayOf, startOfDayMs } from "./calendar.ts";
import { cityFolderHash, readText } from "./city/index.ts";
import { BEFORE_SHIFT_SEC, dutySpan } from "./shift-times.ts";

const SEED = 1;
/** Jobs looked through for one of the day. */
const RECENT_JOBS = 200;

/**
 * The import that a city folder asks for: null where the store holds just this folder, or where the
 * import waits or runs already.
 *
 * Throws `city/invalid` where `city.json` cannot be read; its other faults are told by the import.
 */
export async function importNeeded(store: Store, directory: string): Promise<JobRequest | null> {
  const areaId = await areaIdOf(directory);
  const held = await store.cities.sourceHash(areaId);
  if (held !== null && held === (await cityFolderHash(directory))) return null;
  const open = await store.jobs.inState(["queued", "running"]);
  const waits = open.some(
    ({ request }) => request.kind === "import-city" && request.directory === directory,
  );
  return waits ? null : { kind: "import-city", directory };
}

/** What a plan of today is asked for with. */
export interface TodayOptions {
  readonly nowMs: number;
  readonly timeLimitMs: number;
  /** A draft from before is made anew, as the city has changed since; 0 keeps any. */
  readonly draftSinceMs: number;
}

/** The plan of today that an area lacks: null where there is one, or its job waits or runs. */
export async function planNeeded(
  store: Store,
  areaId: string,
  options: TodayOptions,
): Promise<JobRequest | null> {
  const { nowMs, timeLimitMs, draftSinceMs } = options;
  const area = await store.cities.getArea(areaId);
  if (area === null) return null;
  const day = dayOf(nowMs, area.timeZone);
  const current = await store.plans.current(areaId, day);
  const isStale = current?.state === "draft" && current.createdAtMs < draftSinceMs;
  if (current !== null && !isStale) return null;
  const open = await store.jobs.inState(["queued", "running"]);
  const waits = open.some(
    ({ request }) => request.kind === "plan" && request.areaId === areaId && request.day === day,
  );
  return waits ? null : { kind: "plan", areaId, day, timeLimitMs, seed: SEED };
}

/**
 * The plan of a day that has dawned while the service runs: from two hours before the first shift
 * on, once. Null before, and where a plan of the day was ever asked for, whatever became of it.
 */
export async function morningPlanNeeded(
  store: Store,
  areaId: string,
  options: TodayOptions,
): Promise<JobRequest | null> {
  const needed = await planNeeded(store, areaId, options);
  if (needed?.kind !== "plan") return null;
  const recent = await store.jobs.list({ limit: RECENT_JOBS, cursor: null });
  const asked = recent.items.some(
    ({ request }) =>
      request.kind === "plan" && request.areaId === areaId && request.day === needed.day,
  );
  if (asked) return null;
  const city = await store.cities.loadCity(areaId);
  const span = dutySpan(city?.vehicles ?? []);
  if (city === null || span === null) return null;
  const dayStartMs = startOfDayMs(needed.day, city.area.timeZone);
  const dueMs = dayStartMs + (span.startSec - BEFORE_SHIFT_SEC) * 1000;
  return options.nowMs >= dueMs ? needed : null;
}

async function areaIdOf(directory: string): Promise<string> {
  const path = join(directory, "city.json");
  try {
    const settings: unknown = JSON.parse((await readText(directory, "city.json")) ?? "");
    const id =
      typeof settings === "object" && settings !== null ? Reflect.get(settings, "id") : null;
    if (typeof id === "string" && id !== "") return id;
  } catch (error) {
    throw new AppError("city/invalid", `${path} cannot be read as JSON: correct it`, {
      cause: error,
    });
  }
  throw new AppError("city/invalid", `${path} has no id: give the city a short name in lower case`);
}
