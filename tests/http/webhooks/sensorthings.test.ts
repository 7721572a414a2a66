import { describe, expect, test } from "vitest";
import { readSensorThings } from "../../../src/http/webhooks/sensorthings.ts";
import { codeOf, levelOf, payload } from "./payloads.ts";

/** Reads the example with some of its fields replaced. */
function read(change: object = {}) {
  return readSensorThings({ ...payload("sensorthings-observation.json"), ...change })[0];
}

/** The example's datastream with another unit. */
function inUnit(symbol: string) {
  const { Datastream } = payload("sensorthings-observation.json");
  return { ...Datastream, unitOfMeasurement: { symbol } };
}

describe("an observation", () => {
  test("gives percent full at its time, of the container that the thing is named for", () => {
    const item = levelOf(read());
    expect(item.containerIds).toEqual(["c2"]);
    expect(item.deviceIds).toEqual(["datastream:4"]);
    expect(item.level).toEqual({ kind: "percent", fillPercent: 58.5 });
    expect(item.atMs).toBe(Date.UTC(2026, 10, 24, 6, 12, 30));
    expect(item.alarms).toEqual([]);
  });

  test("counts in the unit of its datastream, in percent where that is not told", () => {
    const level = (symbol: string, result: number) =>
      levelOf(read({ Datastream: inUnit(symbol), result })).level;
    expect(level("1", 0.25)).toEqual({ kind: "percent", fillPercent: 25 });
    expect(level("cm", 65)).toEqual({ kind: "distance", distanceMm: 650 });
    expect(level("m", 0.65)).toEqual({ kind: "distance", distanceMm: 650 });
    expect(codeOf(read({ Datastream: inUnit("degC") }))).toBe("no-fill-level");
    const bare = levelOf(read({ Datastream: { "@iot.id": 17 }, result: 73.5 }));
    expect(bare.deviceIds).toEqual(["datastream:17"]);
    expect(bare.level).toEqual({ kind: "percent", fillPercent: 73.5 });
  });

  test("of an interval was seen at its end, without phenomenonTime at its resultTime", () => {
    const phenomenonTime = "2026-11-24T05:00:00Z/2026-11-24T06:00:00Z";
    expect(levelOf(read({ phenomenonTime })).atMs).toBe(Date.UTC(2026, 10, 24, 6));
    const late = levelOf(read({ phenomenonTime: undefined }));
    expect(late.atMs).toBe(Date.UTC(2026, 10, 24, 6, 12, 31));
    expect(codeOf(read({ phenomenonTime: undefined, resultTime: null }))).toBe("no-time");
  });

  test("of bad quality or with a tilt among its parameters carries that as an alarm", () => {
    expect(levelOf(read({ resultQuality: "bad" })).alarms).toEqual(["reported-bad"]);
    expect(levelOf(read({ parameters: { position: "tilt" } })).alarms).toEqual(["tilt"]);
  });

  test("may name container and device among its parameters", () => {
    const parameters = { containerId: "c1", deviceId: "AB-1" };
    const item = levelOf(read({ parameters }));
    expect([item.containerIds[0], item.deviceIds[0]]).toEqual(["c1", "ab-1"]);
  });

  test("comes alone, in an array or in a collection", () => {
    const one = payload("sensorthings-observation.json");
    expect(readSensorThings([one, one])).toHaveLength(2);
    expect(readSensorThings({ "@iot.count": 2, value: [one, one] }).map(codeOf)).toEqual([
      "ok",
      "ok",
    ]);
  });

  test("that is none, or of no thing, brings no level", () => {
    expect(codeOf(read({ Datastream: undefined }))).toBe("no-device");
    expect(codeOf(read({ result: "full" }))).toBe("no-fill-level");
    for (const body of [null, 1, "x", {}]) {
      expect(codeOf(readSensorThings(body)[0])).toBe("not-an-uplink");
    }
  });
});
