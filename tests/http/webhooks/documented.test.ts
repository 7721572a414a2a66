import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { SensorModel } from "../../../src/domain/index.ts";
import { readChirpStack } from "../../../src/http/webhooks/chirpstack.ts";
import { decodeFrame } from "../../../src/http/webhooks/frames.ts";
import { measure } from "../../../src/http/webhooks/measure.ts";
import { readNgsi } from "../../../src/http/webhooks/ngsi.ts";
import { readSensorThings } from "../../../src/http/webhooks/sensorthings.ts";
import { readUplink } from "../../../src/http/webhooks/the-things-stack.ts";
import { reportLeftOut, sharedData } from "../../support/shared-data.ts";
import { codeOf, levelOf } from "./payloads.ts";

// The makers' and projects' own examples, which are not copied into this repository.

interface DocumentedFrame {
  readonly device: string;
  readonly fPort: number;
  readonly hex: string;
  readonly decoded: {
    readonly battery?: number;
    readonly battery_V?: number;
    readonly temperature?: number;
    readonly distance?: number | string;
    readonly position?: string;
  };
}

/** Models that a documented device's name stands for. */
function modelsOf(device: string): SensorModel[] {
  if (device.startsWith("EM400")) return ["em400-mud", "em400-tld", "em400-udl"];
  const model = (["em310-udl", "em500-udl", "ldds75"] as const).find(
    (name) => name === device.toLowerCase(),
  );
  return model === undefined ? [] : [model];
}

function expectDecoded(frame: DocumentedFrame, model: SensorModel): void {
  const { decoded, hex, fPort } = frame;
  const bytes = new Uint8Array(Buffer.from(hex, "hex"));
  const result = decodeFrame(model, { bytes, port: fPort });
  const volts = decoded.battery_V;
  expect(result, `${frame.device} ${hex}`).toMatchObject({
    ok: true,
    distanceMm: typeof decoded.distance === "number" ? decoded.distance : null,
    celsius: decoded.temperature ?? null,
    batteryPercent: decoded.battery ?? null,
    alarms: decoded.position === "tilt" ? ["tilt"] : [],
    ...(volts === undefined ? {} : { batteryMv: Math.round(volts * 1000) }),
  });
}

const data = sharedData();

describe("the documented examples", () => {
  if (data === null) {
    test("are left out where the public data are missing", () => {
      reportLeftOut("documented messages of sensors");
      expect(data).toBeNull();
    });
    return;
  }
  const directory = join(data, "sensors");
  const read = (name: string) => JSON.parse(readFileSync(join(directory, name), "utf8"));
  const context = { receivedAtMs: Date.UTC(2026, 10, 23, 7), event: null };

  test("of frames decode to the values that stand beside them", () => {
    const { milesight, dragino_ldds75: dragino } = read("frames.json");
    const frames: DocumentedFrame[] = [...milesight.frames, ...dragino.frames];
    const models = new Set<SensorModel>();
    for (const frame of frames) {
      const found = modelsOf(frame.device);
      expect(found, frame.device).not.toEqual([]);
      for (const model of found) {
        models.add(model);
        expectDecoded(frame, model);
      }
    }
    expect(models.size).toBe(6);
  });

  test("of The Things Stack bring a level, by decoder or by frame, or say why not", () => {
    const decoded = levelOf(readUplink(read("tts-v3-uplink.em400-tld.composed.json")));
    expect(decoded).toMatchObject({ deviceIds: ["24e124713b000042"], alarms: ["tilt"] });
    expect(decoded.level).toEqual({ kind: "distance", distanceMm: 2116 });
    const raw = levelOf(readUplink(read("tts-v3-uplink.em400-tld.no-decoder.composed.json")));
    expect(measure(raw, "em400-tld")).toEqual({
      level: { ok: true, level: decoded.level },
      alarms: ["tilt"],
    });
    const others = ["tts-v3-join-accept.docs.json", "tts-v3-uplink.simulated.composed.json"];
    expect(others.map((name) => codeOf(readUplink(read(name))))).toEqual([
      "not-an-uplink",
      "simulated",
    ]);
  });

  test("of ChirpStack are an uplink, or events without a reading", () => {
    const name = "chirpstack-v4-up.em310-udl.composed.json";
    const item = levelOf(readChirpStack(read(name), "up"));
    expect(item).toMatchObject({ deviceIds: ["24e124713b000043"], alarms: ["tilt"] });
    expect(item.level).toEqual({ kind: "distance", distanceMm: 2116 });
    expect(measure({ ...item, level: null }, "em310-udl").level).toEqual({
      ok: true,
      level: item.level,
    });
    const events = readdirSync(directory).flatMap(
      (file) => /^chirpstack-v4-(.*)\.docs\.json$/.exec(file)?.slice(0, 2) ?? [],
    );
    for (let i = 0; i < events.length; i += 2) {
      const [file = "", event = ""] = events.slice(i, i + 2);
      const code = codeOf(readChirpStack(read(file), event));
      expect(code, file).toBe(event === "up" ? "ok" : "not-an-uplink");
    }
    expect(events.length).toBeGreaterThan(10);
  });

  test("of FIWARE bring a level where they have one, in every form", () => {
    const [item] = readNgsi(read("ngsi-ld-notification.composed.json"), context);
    expect(levelOf(item)).toMatchObject({
      level: { kind: "percent", fillPercent: 85 },
      atMs: Date.UTC(2026, 10, 23, 6, 20, 58),
    });
    expect(levelOf(item).containerIds).toContain("B-0044");
    const bare = [
      "ngsi-ld-wastecontainer.normalized.jsonld",
      "ngsi-v2-wastecontainer.normalized.json",
      "ngsi-wastecontainer.keyvalues.json",
    ];
    for (const name of bare) {
      const entity = read(name);
      expect(codeOf(readNgsi(entity, context)[0]), name).toBe("no-fill-level");
      const isKeyValues = typeof entity.binId === "string";
      const fillingLevel = isKeyValues ? 0.5 : { type: "Property", value: 0.5 };
      const level = levelOf(readNgsi({ ...entity, fillingLevel }, context)[0]);
      expect(level.level, name).toEqual({ kind: "percent", fillPercent: 50 });
      expect(new Date(level.atMs).getUTCFullYear(), name).toBe(2021); // its binLoggedTime
    }
    const model = read("ngsi-ld-wastecontainermodel.keyvalues.jsonld");
    expect(codeOf(readNgsi(model, context)[0])).toBe("not-an-uplink");
  });

  test("of SensorThings bring a level, with the datastream expanded or not", () => {
    const observation = read("sensorthings-v1.1-observation.composed.json");
    const [bare] = readSensorThings(observation);
    expect(levelOf(bare)).toMatchObject({
      deviceIds: ["datastream:17"],
      level: { kind: "percent", fillPercent: 73.5 },
    });
    const Datastream = read("sensorthings-v1.1-datastream.composed.json");
    const [expanded] = readSensorThings({ ...observation, Datastream });
    expect(levelOf(expanded).containerIds).toEqual(["B-0045"]);
  });
});
