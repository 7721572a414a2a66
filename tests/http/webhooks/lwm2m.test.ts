import { describe, expect, test } from "vitest";
import { readLwm2m } from "../../../src/http/webhooks/lwm2m.ts";
import { codeOf, levelOf, payload } from "./payloads.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 6, 30);
const DEVICE = "urn:dev:imei:356726100000042";

describe("the filling level sensor of LwM2M", () => {
  test("as SenML gives percent at its time, of the device before the path", () => {
    const item = levelOf(readLwm2m(payload("lwm2m-senml.json"), NOW_MS));
    expect(item.deviceIds).toEqual([DEVICE]);
    expect(item.level).toEqual({ kind: "percent", fillPercent: 61.5 });
    expect(item.atMs).toBe(Date.UTC(2026, 10, 24, 6, 10));
    expect(item.alarms).toEqual([]);
  });

  test("nested by object counts centimetres where there is no percentage", () => {
    const item = levelOf(readLwm2m(payload("lwm2m-nested.json"), NOW_MS));
    // 120 cm of waste in a container of 150 cm.
    expect(item.level).toEqual({ kind: "percent", fillPercent: 80 });
    expect(item.atMs).toBe(Date.UTC(2026, 10, 24, 6, 15));
    expect(item.alarms).toEqual(["tilt"]);
  });

  test("is read by paths, too, and in the records of an object", () => {
    const byPath = { endpoint: "AB", "/3435/0/2": 12, "3435/0/12": true };
    expect(levelOf(readLwm2m(byPath, NOW_MS))).toMatchObject({
      deviceIds: ["ab"],
      level: { kind: "percent", fillPercent: 12 },
      atMs: NOW_MS,
      alarms: ["moved"],
    });
    const e = [{ n: "2", v: 5, t: -60 }];
    expect(levelOf(readLwm2m({ deviceId: "ab", bn: "/3435/0/", e }, NOW_MS))).toMatchObject({
      level: { kind: "percent", fillPercent: 5 },
      atMs: NOW_MS - 60_000, // SenML: small times count from now
    });
  });

  test("that is as hot as a fire burns, with a level or without", () => {
    const hot = { ep: "ab", "3303/0/5700": 90 };
    expect(levelOf(readLwm2m(hot, NOW_MS))).toMatchObject({ level: null, alarms: ["fire"] });
  });

  test("with several sensors counts the first", () => {
    const two = { ep: "ab", "3435": { "0": { "2": 10 }, "1": { "2": 90 } } };
    expect(levelOf(readLwm2m(two, NOW_MS)).level).toEqual({ kind: "percent", fillPercent: 10 });
  });

  test("without device, level or object brings none", () => {
    expect(codeOf(readLwm2m({ "3435/0/2": 12 }, NOW_MS))).toBe("no-device");
    expect(codeOf(readLwm2m({ ep: "ab", "3435/0/5": true }, NOW_MS))).toBe("no-fill-level");
    expect(codeOf(readLwm2m({ ep: "ab", "3435/0/3": 12 }, NOW_MS))).toBe("no-fill-level");
    for (const body of [null, 1, "x", [], {}, { e: [1, null] }, { "3435": [] }]) {
      expect(codeOf(readLwm2m(body, NOW_MS))).toBe("not-an-uplink");
    }
  });
});
