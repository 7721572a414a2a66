import { describe, expect, test } from "vitest";
import { decodeFrame } from "../../../src/http/webhooks/frames.ts";
import { measure } from "../../../src/http/webhooks/measure.ts";
import type { SentLevel } from "../../../src/http/webhooks/sent-level.ts";

function frame(hex: string, port: number | null = null) {
  return { bytes: new Uint8Array(Buffer.from(hex, "hex")), port };
}

describe("a frame of a Milesight sensor", () => {
  test("of the EM400 tells battery, temperature, distance and position", () => {
    // Battery 0x5A = 90 %, temperature 0x002C = 44 tenths, distance 0x0514 = 1,300 mm.
    expect(decodeFrame("em400-mud", frame("01755a03672c0004821405050000"))).toEqual({
      ok: true,
      distanceMm: 1300,
      celsius: 4.4,
      batteryPercent: 90,
      batteryMv: null,
      alarms: [],
    });
  });

  test("may come in any order, below zero, and tilted", () => {
    // 0xFFF6 is -10: a degree below zero.
    const result = decodeFrame("em400-tld", frame("0500010482e8030367f6ff"));
    expect(result).toMatchObject({ distanceMm: 1000, celsius: -1, alarms: ["tilt"] });
  });

  test("with a heat alarm is a fire from 50 degrees on, without it from 70", () => {
    const alarms = (hex: string) => decodeFrame("em400-udl", frame(hex));
    expect(alarms("8367f4010184822c0101")).toMatchObject({ distanceMm: 300, alarms: ["fire"] });
    expect(alarms("8367f30101")).toMatchObject({ celsius: 49.9, alarms: [] });
    expect(alarms("8367f40100")).toMatchObject({ alarms: [] }); // the alarm is over
    expect(alarms("0367bc02")).toMatchObject({ celsius: 70, alarms: ["fire"] });
  });

  test("of the EM310 and the EM500 has the distance on channel 3", () => {
    expect(decodeFrame("em310-udl", frame("0175640382b004040001"))).toMatchObject({
      distanceMm: 1200,
      alarms: ["tilt"],
    });
    expect(decodeFrame("em500-udl", frame("0382b004"))).toMatchObject({ distanceMm: 1200 });
  });

  test("with a channel that the model has not, or cut off, is refused as a whole", () => {
    for (const hex of ["0382b004", "01755a0482", "01755a04", "01", "01755aff0b"]) {
      expect(decodeFrame("em400-mud", frame(hex)).ok, hex).toBe(false);
    }
    expect(decodeFrame("em500-udl", frame("0382b004040001")).ok).toBe(false);
  });
});

describe("a frame of a Dragino LDDS75", () => {
  test("has battery and distance at fixed places, the upper byte first", () => {
    // 0x4CE4 with its upper two bits off is 0x0CE4 = 3,300 mV; 0x0514 = 1,300 mm.
    expect(decodeFrame("ldds75", frame("4ce4051400", 2))).toMatchObject({
      ok: true,
      distanceMm: 1300,
      batteryMv: 3300,
      celsius: null,
    });
  });

  test("tells a temperature where its last byte says that a sensor is there", () => {
    expect(decodeFrame("ldds75", frame("0ce405140002bc01"))).toMatchObject({
      celsius: 70,
      alarms: ["fire"],
    });
    expect(decodeFrame("ldds75", frame("0ce405140002bc00"))).toMatchObject({ celsius: null });
  });

  test("of four bytes has no sensor, and of another port no measurement", () => {
    expect(decodeFrame("ldds75", frame("0ce40514"))).toMatchObject({ ok: true, distanceMm: null });
    expect(decodeFrame("ldds75", frame("0ce4051400", 5)).ok).toBe(false);
    expect(decodeFrame("ldds75", frame("0ce4")).ok).toBe(false);
  });
});

describe("the measurement of a message", () => {
  const item: SentLevel = {
    ok: true,
    containerIds: [],
    deviceIds: ["d"],
    atMs: 0,
    level: { kind: "distance", distanceMm: 700 },
    frame: frame("0ce4051400", 2), // 1,300 mm
    sequence: 1,
    alarms: ["tilt"],
  };
  const decoded = { ok: true, level: { kind: "distance", distanceMm: 700 } };
  const raw = { ok: true, level: { kind: "distance", distanceMm: 1300 } };

  test("is the network's where its decoder is not known to be wrong", () => {
    expect(measure(item, null)).toEqual({ level: decoded, alarms: ["tilt"] });
    expect(measure(item, "em400-mud").level).toEqual(decoded);
  });

  test("is the frame's where the public decoder is wrong, or there was none", () => {
    expect(measure(item, "ldds75")).toEqual({ level: raw, alarms: [] });
    const undecoded = { ...item, level: null, frame: frame("04821405050000") };
    expect(measure(undecoded, "em400-mud").level).toEqual(raw);
    expect(measure({ ...item, frame: null }, "ldds75").level).toEqual(decoded);
  });

  test("is missing where the frame cannot be read, and says what to do", () => {
    const undecoded = { ...item, level: null };
    const detailOf = (measured: ReturnType<typeof measure>) =>
      measured.level.ok ? "" : measured.level.detail;
    expect(detailOf(measure(undecoded, null))).toContain("sensorModel");
    expect(detailOf(measure(undecoded, "em400-mud"))).toContain("from byte 0 on");
    expect(detailOf(measure({ ...item, frame: frame("0ce40514") }, "ldds75"))).toContain(
      "no distance",
    );
    expect(detailOf(measure({ ...undecoded, frame: null }, "ldds75"))).toContain("alarm");
  });
});
