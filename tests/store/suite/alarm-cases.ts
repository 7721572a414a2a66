import { expect, test } from "vitest";
import { smallCity } from "../small-city.ts";
import type { StoreUnderTest } from "./harness.ts";

const IMPORTED = { sourceHash: "hash", atMs: 1 };
const FIRE = { containerId: "a-c0", kind: "fire", source: "lora", atMs: 1000 } as const;

/** Alarms of containers. */
export function alarmCases(underTest: StoreUnderTest): void {
  test("an alarm is open once a container and kind, however often it is told", async () => {
    const { alarms, cities } = underTest.store;
    await cities.replaceCity(smallCity("a", 2), IMPORTED);
    await alarms.raise([FIRE, { ...FIRE, atMs: 1500 }, { ...FIRE, kind: "moved" }]);
    await alarms.raise([
      { ...FIRE, atMs: 1200 },
      { ...FIRE, containerId: "gone" },
    ]);
    const open = await alarms.open("a");
    expect(open.map(({ kind, raisedAtMs, lastAtMs }) => [kind, raisedAtMs, lastAtMs])).toEqual([
      ["fire", 1000, 1500],
      ["moved", 1000, 1000],
    ]);
    expect(await alarms.open("b")).toEqual([]);
  });

  test("an alarm that was cleared is opened again by a later message alone", async () => {
    const { alarms, cities } = underTest.store;
    await cities.replaceCity(smallCity("a", 1), IMPORTED);
    await alarms.raise([FIRE]);
    const [alarm] = await alarms.open("a");
    const id = alarm?.id ?? "";
    const cleared = await alarms.clear(id, "desk", 2000);
    expect(cleared).toMatchObject({ id, clearedAtMs: 2000, clearedBy: "desk" });
    expect(await alarms.clear(id, "other", 3000)).toEqual(cleared);
    await alarms.raise([FIRE]);
    expect(await alarms.open("a")).toEqual([]);
    await alarms.raise([{ ...FIRE, atMs: 2500 }]);
    expect(await alarms.open("a")).toMatchObject([{ raisedAtMs: 2500, clearedAtMs: null }]);
    const { items } = await alarms.list("a", { limit: 10, cursor: null });
    expect(items.map(({ raisedAtMs }) => raisedAtMs)).toEqual([2500, 1000]);
  });

  test("an alarm that is not there cannot be cleared", async () => {
    const { alarms } = underTest.store;
    await expect(alarms.clear("gone", "desk", 1)).rejects.toMatchObject({ code: "alarm/unknown" });
  });
}
