import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SENSOR_MODELS } from "../../src/domain/index.ts";
import {
  ENDPOINT_NAMES,
  type EndpointName,
  endpointOf,
} from "../../src/http/contract/endpoints.ts";
import { readChirpStack } from "../../src/http/webhooks/chirpstack.ts";
import { decodeFrame } from "../../src/http/webhooks/frames.ts";
import { readLwm2m } from "../../src/http/webhooks/lwm2m.ts";
import { readNgsi } from "../../src/http/webhooks/ngsi.ts";
import { readSensorThings } from "../../src/http/webhooks/sensorthings.ts";
import { readUplink } from "../../src/http/webhooks/the-things-stack.ts";
import { SEED_FAILS } from "./support/job-handlers.ts";
import { startTestService, type TestService } from "./support/service.ts";
import { payload } from "./webhooks/payloads.ts";

// Requests that are nearly right and quite wrong, at every endpoint: each is answered as the
// contract says, none with a failure of ours. A first key would close the service to the rest.

let service: TestService;

beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

const AT = "2026-11-24T05:00:00Z";

/** A body that each endpoint takes, to be spoilt. */
const BODIES: Partial<Record<EndpointName, object>> = {
  createContainer: { id: "c5", siteId: "s0", streamId: "glass", volumeL: 660, deviceId: "d" },
  updateContainer: { volumeL: 770, deviceId: null, depthMm: 1500, sensorModel: "ldds75" },
  addContainerSensor: { deviceId: "e", depthMm: 1500, sensorOffsetMm: 100, from: AT },
  createBackTest: { days: 3, hours: [24], seed: 2 },
  createVehicle: {
    ...{ id: "v5", areaId: "town", name: "Truck", typeId: "rear", depotId: "yard" },
    ...{ shiftStart: "06:00", shiftEnd: "14:00", active: true },
  },
  updateVehicle: { name: "Truck", shiftStart: "05:00", active: true },
  createReadings: { readings: [{ containerId: "c0", at: AT, fillPercent: 5, sequence: 1 }] },
  receiveWebhook: { readings: [{ deviceId: "x", at: AT, distanceMm: 5 }] },
  createPlan: { areaId: "town", day: "2026-12-24", seconds: 1, seed: SEED_FAILS },
  createWebhookSource: { name: "fuzz", kind: "plain", areaId: "town" },
  createKey: { name: "k", scope: "read", expiresAt: null },
};

const ODD_TEXTS = [
  "",
  "c0",
  "town",
  "__proto__",
  "constructor",
  "\0",
  "%00",
  "../..",
  "'; --",
  "🚛",
];
const oddText = fc.oneof(fc.constantFrom(...ODD_TEXTS), fc.string({ maxLength: 40 }));
const oddValue = fc.oneof(
  oddText,
  fc.constantFrom(-1, 0, 1e308, 2 ** 53, 0.5, null, true, [], {}, "9999-12-31T23:59:59Z"),
  fc.jsonValue({ maxDepth: 3 }),
);

/** A body with one of its values, somewhere, replaced or taken out; or another body altogether. */
function spoilt(body: object): fc.Arbitrary<unknown> {
  const places = placesOf(body, []);
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.constantFrom(...places), oddValue)
        .map(([place, value]) => withValue(body, place, value)),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(...places).map((place) => withValue(body, place, undefined)),
    },
    { weight: 1, arbitrary: oddValue },
  );
}

type Place = readonly string[];

function placesOf(value: unknown, place: Place): Place[] {
  if (typeof value !== "object" || value === null) return [place];
  const inner = Object.entries(value).flatMap(([key, child]) => placesOf(child, [...place, key]));
  return place.length === 0 ? inner : [place, ...inner];
}

function withValue(body: unknown, [key, ...rest]: Place, value: unknown): unknown {
  if (key === undefined) return value;
  const child: unknown = Object.entries(body as object).find(([name]) => name === key)?.[1];
  const changed = withValue(child, rest, value);
  if (!Array.isArray(body)) return { ...(body as object), [key]: changed };
  return body.map((item: unknown, i) => (String(i) === key ? changed : item));
}

function requestTo(name: EndpointName) {
  const endpoint = endpointOf(name);
  const body = BODIES[name];
  return fc.record({
    name: fc.constant(name),
    params: fc.record(
      Object.fromEntries(Object.keys(endpoint.params?.shape ?? {}).map((key) => [key, oddText])),
    ),
    query: fc.oneof(
      fc.constant<Record<string, string>>({}),
      fc.dictionary(
        fc.constantFrom(...Object.keys(endpoint.query?.shape ?? { odd: 1 }), "__proto__"),
        fc.oneof(oddText, fc.constantFrom("1", "1000", "2026-11-24", AT)),
        { maxKeys: 3 },
      ),
    ),
    body: body === undefined ? fc.constant(undefined) : spoilt(body),
    headers: fc.oneof(
      fc.constant<Record<string, string>>({}),
      fc.record({ "Idempotency-Key": fc.constantFrom("a", "b"), "If-Match": fc.constant('"1"') }),
    ),
  });
}

test("no request is answered with a failure of ours, and each as the contract says", async () => {
  const names = ENDPOINT_NAMES.filter((name) => name !== "getMetrics");
  const anyRequest = fc.constantFrom(...names).chain(requestTo);
  await fc.assert(
    fc.asyncProperty(anyRequest, async ({ name, ...input }) => {
      const isMissing = Object.values(input.params).some(
        (value) => [".", ".."].includes(value) || value === "",
      );
      if (isMissing) return; // another address, which a client cannot mean
      const answer = await service.call(name, input);
      expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(500);
    }),
    { numRuns: 400, seed: 20_261_124 },
  );
}, 120_000);

/** Reads a message of each kind of source; the example is spoilt, the event is `up`. */
const READERS = {
  "the-things-stack-uplink.json": (body: unknown) => [readUplink(body)],
  "chirpstack-up.json": (body: unknown) => [readChirpStack(body, "up")],
  "ngsi-ld-notification.json": (body: unknown) => readNgsi(body, CONTEXT),
  "ngsi-key-values.json": (body: unknown) => readNgsi(body, CONTEXT),
  "sensorthings-observation.json": readSensorThings,
  "lwm2m-senml.json": (body: unknown) => [readLwm2m(body, CONTEXT.receivedAtMs)],
  "lwm2m-nested.json": (body: unknown) => [readLwm2m(body, CONTEXT.receivedAtMs)],
};

const CONTEXT = { receivedAtMs: Date.parse(AT), event: null };

for (const [name, read] of Object.entries(READERS)) {
  test(`a message like ${name} of any form brings whole levels or none, and never throws`, () => {
    fc.assert(
      fc.property(spoilt(payload(name)), (message) => {
        for (const item of read(message)) {
          if (!item.ok) continue;
          expect(item.sequence === null || Number.isSafeInteger(item.sequence)).toBe(true);
          expect(Number.isSafeInteger(item.atMs)).toBe(true);
          expect(item.deviceIds.length + item.containerIds.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 500, seed: 20_261_124 },
    );
  });
}

test("any bytes are a frame of a model or not, and never throw", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...SENSOR_MODELS),
      fc.uint8Array({ maxLength: 20 }),
      (model, bytes) => {
        const result = decodeFrame(model, { bytes, port: null });
        if (result.ok) expect(result.distanceMm ?? 0).toBeLessThan(2 ** 16);
      },
    ),
    { numRuns: 2000, seed: 20_261_124 },
  );
});
