import { describe, expect, test } from "vitest";
import { readChirpStack } from "../../../src/http/webhooks/chirpstack.ts";
import { frameCountOf } from "../../../src/http/webhooks/sent-level.ts";
import { codeOf, levelOf, payload } from "./payloads.ts";

/** The example uplink with some of its fields replaced. */
function read(change: object = {}, event: string | null = "up") {
  return readChirpStack({ ...payload("chirpstack-up.json"), ...change }, event);
}

describe("an uplink of ChirpStack", () => {
  test("gives the device, its time, the decoded distance and the frame", () => {
    const item = levelOf(read());
    expect(item.deviceIds).toEqual(["24e124713b000042"]);
    expect(item.atMs).toBe(Date.UTC(2026, 10, 24, 6, 18, 4, 512));
    expect(item.level).toEqual({ kind: "distance", distanceMm: 1300 });
    expect(item.frame?.port).toBe(85);
    expect(item.frame?.bytes).toHaveLength(14);
    expect(item.alarms).toEqual([]);
  });

  test("takes the device id in upper case as in lower case", () => {
    const item = levelOf(read({ deviceInfo: { devEui: "24E124713B000042" } }));
    expect(item.deviceIds).toEqual(["24e124713b000042"]);
  });

  test("has a sequence by its deduplicationId, the same however often it comes", () => {
    const { sequence } = levelOf(read());
    expect(sequence).toBe(0x7b0c1f5294d3); // the id's first twelve digits
    expect(levelOf(read({ fCnt: 7 })).sequence).toBe(sequence);
    const other = { deduplicationId: "8b0c1f52-94d3-4e8a-a1c6-2f0d6b9e4471" };
    expect(levelOf(read(other)).sequence).not.toBe(sequence);
  });

  test("without a deduplicationId goes by the frame counter, which is 0 where it is left out", () => {
    const counted = levelOf(read({ deduplicationId: undefined })).sequence ?? 0;
    expect(frameCountOf(counted)).toBe(903);
    const first = levelOf(read({ deduplicationId: "none", fCnt: undefined })).sequence ?? -1;
    expect(frameCountOf(first)).toBe(0);
  });

  test("takes the server's time where the gateway's is more than 10 minutes off", () => {
    const nsTime = Date.UTC(2026, 10, 24, 6, 18, 4, 601);
    expect(levelOf(read({ time: "1980-01-06T00:00:00Z" })).atMs).toBe(nsTime);
    expect(codeOf(read({ time: undefined, rxInfo: [] }))).toBe("no-time");
  });

  test("carries the alarms of its decoder", () => {
    const alarms = (object: object) => levelOf(read({ object })).alarms;
    expect(alarms({ distance: 5, position: "tilt" })).toEqual(["tilt"]);
    expect(alarms({ distance: 5, lid_open: true })).toEqual(["lid"]);
    expect(alarms({ distance: 5, firealarm: 1 })).toEqual(["fire"]);
    expect(alarms({ distance: 5, temperature: 71 })).toEqual(["fire"]);
    // A hot afternoon is none, unless the sensor's own threshold was passed, too.
    expect(alarms({ distance: 5, temperature: 55 })).toEqual([]);
    const heat = { distance: 5, temperature: 55, temperature_alarm: "threshold_alarm" };
    expect(alarms(heat)).toEqual(["fire"]);
  });

  test("without a decoder has a frame and no level", () => {
    expect(levelOf(read({ object: undefined })).level).toBeNull();
    expect(codeOf(read({ object: undefined, data: undefined }))).toBe("no-fill-level");
    expect(codeOf(read({ object: { humidity: 3 }, data: "no base64" }))).toBe("no-fill-level");
  });
});

describe("an event that is no uplink", () => {
  test("is told by the query, else by its form", () => {
    for (const event of ["join", "status", "ack", "txack", "log", "location", "integration"]) {
      expect(codeOf(read({}, event))).toBe("not-an-uplink");
    }
    expect(codeOf(readChirpStack(payload("chirpstack-join.json"), null))).toBe("not-an-uplink");
    expect(codeOf(read({}, null))).toBe("ok");
  });

  test("may be of any form", () => {
    for (const body of [null, 1, "x", [], {}]) {
      expect(codeOf(readChirpStack(body, null))).toBe("not-an-uplink");
      expect(codeOf(readChirpStack(body, "up"))).toBe("no-device");
    }
  });
});
