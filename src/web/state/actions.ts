import { ApiProblem, getAll, getJson, postJson, rememberApiKey } from "../api/client.ts";
import type {
  AlarmBody,
  AreaBody,
  ContainerBody,
  ContainerForecastBody,
  DepotBody,
  FacilityBody,
  JobBody,
  PlanBody,
  ReadingBody,
  SensorBody,
  StreamBody,
  VehicleBody,
} from "../api/types.ts";
import { text } from "../text/text.ts";
import { followJob } from "./jobs.ts";
import {
  area,
  areas,
  containers,
  current,
  depots,
  facilities,
  isDeciding,
  isOffline,
  job,
  type LoadedPlan,
  NOTHING_SELECTED,
  needsKey,
  previewId,
  proposals,
  selection,
  sensors,
  streams,
  tell,
  vehicles,
} from "./store.ts";

const encode = encodeURIComponent;

let lastLook: Promise<unknown> = Promise.resolve();

/**
 * Brings the page up to what the service holds; cheap when nothing has changed.
 *
 * Looks are taken one after the other, so that a slow old answer never replaces a newer one.
 */
export async function refresh(): Promise<void> {
  const look = lastLook.then(lookAtService);
  lastLook = look.catch(() => null);
  await look;
}

async function lookAtService(): Promise<void> {
  const list = await getAll<AreaBody>("/areas");
  areas.value = list;
  const known = area.value;
  const next = list.find(({ id }) => id === known?.id) ?? list[0] ?? null;
  if (next === null) return;
  if (known?.id !== next.id) await loadCity(next);
  area.value = next;
  await followReadings(next);
  await loadPlans(next);
}

/** New readings come all the time; levels change slowly. */
const LEVELS_MS = 15_000;
/** Where nothing comes any more, sensors fall silent one after the other. */
const SILENCE_MS = 300_000;

/** What the levels on the page were read at: how many readings there were, and when. */
let levelsRead = { count: 0, atMs: 0 };

async function followReadings({ id, readingCount }: AreaBody): Promise<void> {
  const ageMs = Date.now() - levelsRead.atMs;
  const isNew = readingCount !== levelsRead.count;
  if ((isNew && ageMs >= LEVELS_MS) || ageMs >= SILENCE_MS) await loadContainers(id, readingCount);
}

/** Turns to another area; everything of the old one is forgotten. */
export async function chooseArea(areaId: string): Promise<void> {
  const next = areas.value.find(({ id }) => id === areaId);
  if (next === undefined) return;
  current.value = null;
  proposals.value = [];
  previewId.value = null;
  selection.value = NOTHING_SELECTED;
  await loadCity(next);
  area.value = next;
  await loadPlans(next);
}

async function loadCity({ id: areaId, readingCount }: AreaBody): Promise<void> {
  const under = `/areas/${encode(areaId)}`;
  const [streamList, depotList, facilityList, vehicleList] = await Promise.all([
    getAll<StreamBody>(`${under}/streams`),
    getAll<DepotBody>(`${under}/depots`),
    getAll<FacilityBody>(`${under}/facilities`),
    getAll<VehicleBody>(`/vehicles?areaId=${encode(areaId)}`),
    loadContainers(areaId, readingCount),
  ]);
  streams.value = new Map(streamList.map((stream) => [stream.id, stream]));
  depots.value = depotList;
  facilities.value = facilityList;
  vehicles.value = vehicleList;
}

async function loadContainers(areaId: string, readingCount: number): Promise<void> {
  levelsRead = { count: readingCount, atMs: Date.now() };
  const [containerList, sensorList] = await Promise.all([
    getAll<ContainerBody>(`/containers?areaId=${encode(areaId)}`),
    getAll<SensorBody>(`/areas/${encode(areaId)}/sensors`),
  ]);
  containers.value = containerList;
  sensors.value = new Map(sensorList.map((sensor) => [sensor.containerId, sensor]));
}

async function loadPlans(next: AreaBody): Promise<void> {
  if (next.currentPlanId !== (current.value?.plan.id ?? null)) {
    current.value = next.currentPlanId === null ? null : await loadPlan(next.currentPlanId);
    await loadContainers(next.id, next.readingCount);
  }
  const known = new Map(proposals.value.map((proposal) => [proposal.plan.id, proposal]));
  const isSame =
    known.size === next.proposalIds.length && next.proposalIds.every((id) => known.has(id));
  if (isSame) return;
  await loadContainers(next.id, next.readingCount);
  proposals.value = await Promise.all(
    next.proposalIds.map(async (id) => known.get(id) ?? (await loadPlan(id))),
  );
  if (!next.proposalIds.includes(previewId.value ?? "")) previewId.value = null;
}

async function loadPlan(planId: string): Promise<LoadedPlan> {
  const under = `/plans/${encode(planId)}`;
  const [plan, routes] = await Promise.all([
    getJson<PlanBody>(under),
    getJson<LoadedPlan["routes"]>(`${under}/routes.geojson`),
  ]);
  return { plan, routes };
}

/** Readings of a container between two times, oldest first. */
export async function loadReadings(
  containerId: string,
  from: Date,
  to: Date,
): Promise<readonly ReadingBody[]> {
  const range = `from=${encode(from.toISOString())}&to=${encode(to.toISOString())}`;
  const readings = await getAll<ReadingBody>(
    `/containers/${encode(containerId)}/readings?${range}`,
  );
  return readings.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** A container's forecast as it would be made now. */
export async function loadForecast(
  containerId: string,
  days: number,
): Promise<ContainerForecastBody> {
  return getJson(`/containers/${encode(containerId)}/forecast?days=${days}`);
}

/** Asks for a new plan of today and follows the job that makes it. */
export async function planAgain(): Promise<void> {
  const areaId = area.value?.id;
  if (areaId === undefined || job.value !== null) return;
  await decide(async () => {
    const started = await postJson<JobBody>("/plans", { areaId });
    followJob(started, () => attempt(refresh));
  });
}

export async function cancelJob(): Promise<void> {
  const id = job.value?.id;
  if (id === undefined) return;
  await decide(async () => {
    await postJson<JobBody>(`/jobs/${encode(id)}/cancel`);
  });
}

export async function releasePlan(planId: string): Promise<void> {
  await decide(async () => {
    const plan = await postJson<PlanBody>(`/plans/${encode(planId)}/release`);
    if (current.value?.plan.id === planId) current.value = { ...current.value, plan };
    tell("done", text("toast.released"));
  });
}

export async function acceptProposal(planId: string): Promise<void> {
  await decide(async () => {
    await postJson<PlanBody>(`/plans/${encode(planId)}/accept`);
    tell("done", text("toast.accepted"));
  });
}

export async function rejectProposal(planId: string): Promise<void> {
  await decide(async () => {
    await postJson<PlanBody>(`/plans/${encode(planId)}/reject`);
    tell("done", text("toast.rejected"));
  });
}

export async function clearAlarm(alarmId: string): Promise<void> {
  await decide(async () => {
    await postJson<AlarmBody>(`/alarms/${encode(alarmId)}/clear`);
    tell("done", text("toast.alarmCleared"));
  });
}

/** Keeps the key and looks at the service again. */
export async function giveKey(key: string): Promise<void> {
  rememberApiKey(key);
  needsKey.value = false;
  await attempt(refresh);
}

/** Does what the dispatcher decided, then shows what came of it; the buttons wait meanwhile. */
async function decide(action: () => Promise<void>): Promise<void> {
  isDeciding.value = true;
  await attempt(action);
  await attempt(refresh);
  isDeciding.value = false;
}

/** Runs something that talks to the service; a failure is told, never thrown. */
export async function attempt(action: () => Promise<void>): Promise<void> {
  try {
    await action();
    isOffline.value = false;
  } catch (error) {
    report(error);
  }
}

function report(error: unknown): void {
  if (error instanceof ApiProblem && error.status === 401) {
    needsKey.value = true;
  } else if (error instanceof ApiProblem) {
    tell("error", [error.message, ...error.faults].join(" · "));
  } else if (error instanceof TypeError) {
    isOffline.value = true;
  } else {
    throw error;
  }
}
