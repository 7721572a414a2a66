import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fillFromLevel } from "../../../src/http/webhooks/fill-level.ts";
import { trustOf } from "../../../src/http/webhooks/quality.ts";
import { frameCountOf } from "../../../src/http/webhooks/sent-level.ts";
import { readUplink } from "../../../src/http/webhooks/the-things-stack.ts";
import { levelOf } from "./payloads.ts";

const PAYLOADS = new URL("../../../fixtures/payloads/", import.meta.url);

function payload(name: string) {
  return JSON.parse(readFileSync(new URL(name, PAYLOADS), "utf8"));
}

/** The example uplink with some fields of its message in the place of its own. */
function uplink(change: object, envelope: object = {}) {
  const message = payload("the-things-stack-uplink.json");
  return {
    ...message,
    ...envelope,
    uplink_message: { ...message.uplink_message, ...change },
  };
}

/** What `readUplink` makes of a message that it must be able to read. */
function read(message: unknown) {
  const result = levelOf(readUplink(message));
  if (result.sequence === null) throw new Error("an uplink has a sequence");
  return { ...result, sequence: result.sequence };
}

describe("an uplink", () => {
  test("gives device in lower case, the gateway's time, distance and frame counter", () => {
    const result = read(payload("the-things-stack-uplink.json"));
    expect(result.deviceIds).toEqual(["24e124713b000042"]);
    expect(result.atMs).toBe(Date.UTC(2026, 10, 24, 6, 20, 31, 101));
    expect(result.level).toEqual({ kind: "distance", distanceMm: 400 });
    expect(frameCountOf(result.sequence)).toBe(41);
    expect(result.alarms).toEqual([]);
  });

  test("without f_cnt has the frame counter 0, since the network leaves zeros out", () => {
    expect(frameCountOf(read(uplink({ f_cnt: undefined })).sequence)).toBe(0);
  });

  test("with the same frame counter after a join has another sequence, a repeated one has not", () => {
    const before = read(uplink({}));
    const after = read(uplink({ received_at: "2026-11-24T09:20:31.193402771Z" }));
    expect(after.sequence).not.toBe(before.sequence);
    expect(frameCountOf(after.sequence)).toBe(frameCountOf(before.sequence));
    expect(read(uplink({})).sequence).toBe(before.sequence);
  });

  test("with the largest frame counter still has a whole number for a sequence", () => {
    const { sequence } = read(uplink({ f_cnt: 2 ** 32 - 1 }));
    expect(Number.isSafeInteger(sequence)).toBe(true);
    expect(frameCountOf(sequence)).toBe(2 ** 32 - 1);
  });

  test("takes the network's time where the gateway's is missing or more than 10 minutes off", () => {
    const receivedMs = Date.UTC(2026, 10, 24, 6, 20, 31, 193);
    expect(read(uplink({ settings: {}, rx_metadata: [{}] })).atMs).toBe(receivedMs);
    const wrong = { settings: { time: "1980-01-06T00:00:10Z" }, rx_metadata: "none" };
    expect(read(uplink(wrong)).atMs).toBe(receivedMs);
    const second = { time: "2026-11-24T06:20:30Z" };
    const fromMetadata = { settings: {}, rx_metadata: [{ time: "2026-11-24T07:20:30Z" }, second] };
    expect(read(uplink(fromMetadata)).atMs).toBe(Date.UTC(2026, 10, 24, 6, 20, 30));
  });

  test("takes the time of the whole message where its own is missing", () => {
    const result = read(uplink({ received_at: undefined, settings: {}, rx_metadata: [] }));
    expect(result.atMs).toBe(Date.UTC(2026, 10, 24, 6, 20, 31, 402));
  });

  test("gives percent where the formatter does, and a share times a hundred", () => {
    const levelOf = (decoded_payload: object) => read(uplink({ decoded_payload })).level;
    expect(levelOf({ fill_percent: 83, distance: 1 })).toEqual({
      kind: "percent",
      fillPercent: 83,
    });
    expect(levelOf({ fillLevel: 0 })).toEqual({ kind: "percent", fillPercent: 0 });
    expect(levelOf({ fillingLevel: 0.25 })).toEqual({ kind: "percent", fillPercent: 25 });
    expect(levelOf({ distance_mm: 7 })).toEqual({ kind: "distance", distanceMm: 7 });
  });

  test("without a decoded level has its frame alone", () => {
    const { level, frame } = read(uplink({ decoded_payload: undefined }));
    expect(level).toBeNull();
    expect(frame?.port).toBe(85);
    expect(Buffer.from(frame?.bytes ?? []).toString("hex")).toBe("01756104829001050000");
  });

  test("with a tilted sensor carries an alarm", () => {
    const tilted = { decoded_payload: { distance: 400, position: "tilt" } };
    expect(read(uplink(tilted)).alarms).toEqual(["tilt"]);
  });
});

describe("a message without a reading", () => {
  const codeOf = (message: unknown) => {
    const result = readUplink(message);
    return result.ok ? "ok" : result.code;
  };

  test("is told apart by what is missing", () => {
    expect(codeOf(payload("the-things-stack-join.json"))).toBe("not-an-uplink");
    expect(codeOf(uplink({}, { simulated: true }))).toBe("simulated");
    expect(codeOf(uplink({}, { end_device_ids: { device_id: "x" } }))).toBe("no-device");
    expect(codeOf(uplink({ received_at: "soon" }, { received_at: 7 }))).toBe("no-time");
    const bare = { frm_payload: undefined };
    expect(codeOf(uplink({ ...bare, decoded_payload: undefined }))).toBe("no-fill-level");
    const noSensor = { ...bare, decoded_payload: { distance: "No Sensor" } };
    expect(codeOf(uplink(noSensor))).toBe("no-fill-level");
  });

  test("names its kind", () => {
    const result = readUplink(payload("the-things-stack-join.json"));
    expect(result.ok ? "" : result.detail).toContain("join_accept");
  });

  test("may be of any form", () => {
    for (const message of [null, 1, "x", [], {}, { uplink_message: [] }, { uplink_message: 1 }]) {
      expect(codeOf(message)).toBe("not-an-uplink");
    }
  });
});

describe("the fill of a level", () => {
  const container = { id: "c", depthMm: 2000, sensorOffsetMm: 200 };
  const fillOf = (distanceMm: number, change: object = {}) =>
    fillFromLevel({ kind: "distance", distanceMm }, { ...container, ...change });

  test("counts between the distance to the bottom and that to a full container", () => {
    // 1,800 mm of waste at most: at 650 mm from the sensor 1,350 of them are full.
    expect(fillOf(650)).toEqual({ ok: true, fillPercent: 75, doubts: [] });
    expect(fillOf(2000)).toEqual({ ok: true, fillPercent: 0, doubts: [] });
    expect(fillOf(200)).toEqual({ ok: true, fillPercent: 100, doubts: [] });
    expect(fillOf(500, { sensorOffsetMm: null })).toMatchObject({ fillPercent: 75 });
  });

  test("is clamped, and doubted where the distance is far out or there was no echo", () => {
    expect(fillOf(2100)).toEqual({ ok: true, fillPercent: 0, doubts: [] });
    expect(fillOf(2500)).toEqual({ ok: true, fillPercent: 0, doubts: ["beyond-bottom"] });
    expect(fillOf(150)).toEqual({ ok: true, fillPercent: 100, doubts: [] });
    expect(fillOf(0)).toEqual({ ok: true, fillPercent: 100, doubts: ["no-echo"] });
  });

  test("is taken as percent where it is one, unless it is absurd", () => {
    const percent = (fillPercent: number) =>
      fillFromLevel({ kind: "percent", fillPercent }, container);
    expect(percent(125)).toEqual({ ok: true, fillPercent: 125, doubts: [] });
    expect(percent(1e9)).toMatchObject({ ok: false, code: "absurd-level" });
  });

  test("is not to be had from a distance without the container's depth", () => {
    expect(fillOf(650, { depthMm: null })).toMatchObject({ ok: false, code: "no-sensor-geometry" });
    expect(fillOf(650, { depthMm: 200 })).toMatchObject({ ok: false, code: "no-sensor-geometry" });
  });
});

test("trust falls with a level out of range and with the sensor's own alarm", () => {
  expect(trustOf(0, [])).toEqual({ quality: 0, reasons: [] });
  expect(trustOf(100, [])).toEqual({ quality: 0, reasons: [] });
  expect(trustOf(104, [])).toEqual({ quality: 1, reasons: ["out-of-range"] });
  expect(trustOf(-40, [])).toEqual({ quality: 2, reasons: ["out-of-range"] });
  expect(trustOf(50, ["tilt"])).toEqual({ quality: 3, reasons: ["tilt"] });
});
