import type { Container } from "../../domain/index.ts";
import type { Store } from "../../store/index.ts";
import {
  alarmKindsOf,
  type Ignored,
  type PlacedReading,
  type ToldAlarm,
  timeFault,
  unknownContainer,
  unknownDevice,
} from "../ingest.ts";
import { fillFromLevel } from "./fill-level.ts";
import { measure } from "./measure.ts";
import { trustOf } from "./quality.ts";
import type { MessageItem, SentLevel } from "./sent-level.ts";

/** The items of a message once their containers are known. */
export interface PlacedItems {
  readonly readings: readonly PlacedReading[];
  readonly ignored: readonly Ignored[];
  readonly alarms: readonly ToldAlarm[];
}

/** Finds the container of each item, among those of the area, and its percent full. */
export async function placeItems(
  store: Store,
  areaId: string,
  items: readonly MessageItem[],
  nowMs: number,
): Promise<PlacedItems> {
  const readings: PlacedReading[] = [];
  const ignored: Ignored[] = [];
  const told: ToldAlarm[] = [];
  for (const [index, item] of items.entries()) {
    if (!item.ok) {
      ignored.push({ index, code: item.code, detail: item.detail });
      continue;
    }
    const found = await containerOf(store, areaId, item);
    const fault = found === null ? unknownPlace(index, item) : faultOfTime(index, item, nowMs);
    if (found === null || fault !== null) {
      if (fault !== null) ignored.push(fault);
      continue;
    }
    const { container, deviceId } = found;
    const { atMs, sequence } = item;
    const { level, alarms } = measure(item, container.sensorModel);
    const fill = level.ok ? fillFromLevel(level.level, container) : level;
    if (!fill.ok) {
      ignored.push({ index, code: fill.code, detail: fill.detail });
      const place = { containerId: container.id, atMs };
      told.push(...alarmKindsOf(alarms).map((kind) => ({ ...place, kind })));
      continue;
    }
    const { fillPercent } = fill;
    const trust = trustOf(fillPercent, [...alarms, ...fill.doubts]);
    const place = { index, containerId: container.id, areaId, atMs, deviceId };
    readings.push({ ...place, fillPercent, sequence, ...trust });
  }
  return { readings, ignored, alarms: told };
}

/** A container with the device that it was found by; null where it was named itself. */
interface FoundContainer {
  readonly container: Container;
  readonly deviceId: string | null;
}

/** The first of an item's candidates that is, or was then, a container of the area. */
async function containerOf(
  store: Store,
  areaId: string,
  item: SentLevel,
): Promise<FoundContainer | null> {
  const isHere = async (container: Container) =>
    (await store.cities.areaOfContainer(container.id)) === areaId;
  for (const id of item.containerIds) {
    const container = (await store.cities.getContainer(id))?.value ?? null;
    if (container !== null && (await isHere(container))) return { container, deviceId: null };
  }
  for (const id of item.deviceIds) {
    const container = await store.cities.containerByDevice(id, item.atMs);
    if (container !== null && (await isHere(container))) return { container, deviceId: id };
  }
  return null;
}

function unknownPlace(index: number, item: SentLevel): Ignored {
  const [containerId] = item.containerIds;
  if (containerId !== undefined) return unknownContainer(index, containerId);
  return unknownDevice(index, item.deviceIds[0] ?? "");
}

function faultOfTime(index: number, item: SentLevel, nowMs: number): Ignored | null {
  const fault = timeFault(item.atMs, nowMs);
  return fault === null ? null : { index, ...fault };
}
