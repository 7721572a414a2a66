import { describe, expect, test } from "vitest";
import { readNgsi } from "../../../src/http/webhooks/ngsi.ts";
import { codeOf, levelOf, payload } from "./payloads.ts";

const CONTEXT = { receivedAtMs: Date.UTC(2026, 10, 24, 6, 30), event: null };

/** Reads one entity, the example of key values with some attributes replaced. */
function read(change: object) {
  return readNgsi({ ...payload("ngsi-key-values.json"), ...change }, CONTEXT)[0];
}

describe("a notification of an NGSI-LD broker", () => {
  const items = readNgsi(payload("ngsi-ld-notification.json"), CONTEXT);

  test("gives one level an entity, the share times a hundred", () => {
    const first = levelOf(items[0]);
    expect(first.containerIds).toEqual(["urn:ngsi-ld:WasteContainer:c2", "c2"]);
    expect(first.level).toEqual({ kind: "percent", fillPercent: 42 });
    expect(first.atMs).toBe(Date.UTC(2026, 10, 24, 6, 9, 58));
    expect(first.alarms).toEqual([]);
  });

  test("makes alarms of the status, and takes the time of notification for a missing one", () => {
    const second = levelOf(items[1]);
    expect(second.alarms).toEqual(["lid", "moved"]);
    expect(second.atMs).toBe(Date.UTC(2026, 10, 24, 6, 10, 5));
  });

  test("keeps a fire that comes without a level", () => {
    expect(levelOf(items[2])).toMatchObject({ level: null, alarms: ["fire"] });
  });
});

describe("an entity", () => {
  test("of an NGSI-v2 broker has its time in the metadata", () => {
    const [item] = readNgsi(payload("ngsi-v2-notification.json"), CONTEXT);
    expect(levelOf(item)).toMatchObject({
      level: { kind: "percent", fillPercent: 44 },
      atMs: Date.UTC(2026, 10, 24, 6, 14),
    });
  });

  test("as key values is found by its device, too, and has the time of its own attribute", () => {
    const item = levelOf(read({}));
    expect(item.containerIds).toEqual(["street-3-glass"]);
    expect(item.deviceIds).toContain("24e124713b000042");
    expect(item.atMs).toBe(Date.UTC(2026, 10, 24, 6, 16));
  });

  test("without any time was seen when it was sent", () => {
    expect(levelOf(read({ binLoggedTime: undefined })).atMs).toBe(CONTEXT.receivedAtMs);
  });

  test("may write its names as IRIs and its times as JSON-LD values", () => {
    const base = "https://smart-data-models.github.io/dataModel.WasteManagement/";
    const entity = {
      id: "urn:ngsi-ld:WasteContainer:c9",
      type: `${base}WasteContainer`,
      [`${base}fillingLevel`]: [{ type: "Property", value: 1.05 }],
      binLoggedTime: { value: { "@type": "DateTime", "@value": "2026-11-24T05:00:00Z" } },
    };
    const item = levelOf(readNgsi([entity], CONTEXT)[0]);
    expect(item.level).toEqual({ kind: "percent", fillPercent: 105 });
    expect(item.atMs).toBe(Date.UTC(2026, 10, 24, 5));
  });

  test("in each status of the data model has its alarm", () => {
    const alarms = ["ok", "lidOpen", "dropped", "moved", "vandalized", "burning", "unknown"].map(
      (status) => levelOf(read({ status })).alarms,
    );
    expect(alarms).toEqual([[], ["lid"], ["dropped"], ["moved"], ["vandalised"], ["fire"], []]);
    expect(levelOf(read({ temperature: 80 })).alarms).toEqual(["fire"]);
  });

  test("without a level, without an id, or of another type brings none", () => {
    expect(codeOf(read({ fillingLevel: "half" }))).toBe("no-fill-level");
    expect(codeOf(read({ id: 7 }))).toBe("no-device");
    expect(codeOf(read({ type: "WasteContainerModel" }))).toBe("not-an-uplink");
    for (const body of [null, 1, "x", {}, [[]]]) {
      expect(codeOf(readNgsi(body, CONTEXT)[0])).toBe("not-an-uplink");
    }
    expect(readNgsi([], CONTEXT)).toEqual([]);
  });
});
