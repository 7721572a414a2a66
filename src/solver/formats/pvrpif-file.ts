import { type JsonObject, listAt, objectAt, refuseAt, wholeField } from "./vroom-fields.ts";

const KINDS = ["depot", "customer", "intermediateFacility"] as const;
const DAY_COUNT_MAX = 366;
const VEHICLE_COUNT_MAX = 1000;
const MINUTES_MAX = 1_000_000;

/** A place of the network; times are minutes. */
export interface PvrpifPlace {
  readonly id: number;
  readonly kind: (typeof KINDS)[number];
  /** Visits in the period. */
  readonly frequency: number;
  readonly demand: number;
  readonly service: number;
}

/** A file of the set. */
export interface PvrpifFile {
  readonly dayCount: number;
  /** On each day. */
  readonly vehicleCount: number;
  readonly capacity: number;
  readonly durationMax: number;
  readonly places: readonly PvrpifPlace[];
  /** Driving times between the places, a row for each. */
  readonly minutes: readonly (readonly number[])[];
}

/** Reads the parsed JSON; throws a `FormatError` with the path of what is wrong. */
export function readPvrpifFile(data: unknown): PvrpifFile {
  const file = objectAt("the file", data);
  const info = objectAt("info", file.fields["info"]);
  const dayCount = boundedField(info, "planningHorizon", DAY_COUNT_MAX);
  const places = listAt("features", file.fields["features"]).map((feature, i) => {
    const { fields } = objectAt(`features[${i}]`, feature);
    return readPlace(objectAt(`features[${i}].properties`, fields["properties"]), dayCount);
  });
  checkPlaces(places);
  return {
    dayCount,
    vehicleCount: boundedField(info, "numVehicles", VEHICLE_COUNT_MAX),
    capacity: boundedField(info, "maxCapacity", Number.MAX_SAFE_INTEGER),
    durationMax: minutesValue("info.maxDuration", info.fields["maxDuration"]),
    places,
    minutes: readMinutes(file.fields["duration"], places.length),
  };
}

function boundedField(info: JsonObject, name: string, max: number): number {
  const value = wholeField(info, name, 0);
  if (value >= 1 && value <= max) return value;
  return refuseAt(`info.${name}`, `(${value}) must be from 1 to ${max}`);
}

function readPlace(properties: JsonObject, dayCount: number): PvrpifPlace {
  const { path, fields } = properties;
  const kind = KINDS.find((name) => name === fields["type"]);
  if (kind === undefined) {
    const given = JSON.stringify(fields["type"]);
    return refuseAt(`${path}.type`, `(${given}) must be one of ${KINDS.join(", ")}`);
  }
  const frequency = kind === "customer" ? wholeField(properties, "frequency", 0) : 0;
  if (kind === "customer" && (frequency < 1 || dayCount % frequency !== 0)) {
    const rule = `must divide the ${dayCount} days, so that visits are equally far apart`;
    return refuseAt(`${path}.frequency`, `(${frequency}) ${rule}`);
  }
  return {
    id: wholeField(properties, "id", -1),
    kind,
    frequency,
    demand: kind === "customer" ? wholeField(properties, "demand", 0) : 0,
    service: minutesValue(`${path}.service`, fields["service"] ?? 0),
  };
}

function checkPlaces(places: readonly PvrpifPlace[]): void {
  const count = (wanted: PvrpifPlace["kind"]): number =>
    places.filter(({ kind }) => kind === wanted).length;
  if (count("depot") !== 1) refuseAt("features", `hold ${count("depot")} depots instead of 1`);
  if (count("intermediateFacility") === 0) {
    refuseAt("features", "hold no intermediateFacility, and vehicles must come home empty");
  }
  const ids = new Set<number>();
  places.forEach(({ id }, i) => {
    const path = `features[${i}].properties.id`;
    if (id < 0) refuseAt(path, "is missing");
    if (ids.has(id)) refuseAt(path, `(${id}) is there twice`);
    ids.add(id);
  });
}

function readMinutes(value: unknown, placeCount: number): number[][] {
  const rows = listAt("duration", value);
  if (rows.length !== placeCount) {
    refuseAt("duration", `has ${rows.length} rows, but there are ${placeCount} features`);
  }
  return rows.map((row, from) => {
    const values = listAt(`duration[${from}]`, row);
    if (values.length !== placeCount) {
      refuseAt(`duration[${from}]`, `must have ${placeCount} entries`);
    }
    return values.map((minutes, to) => minutesValue(`duration[${from}][${to}]`, minutes));
  });
}

function minutesValue(path: string, value: unknown): number {
  if (typeof value === "number" && value >= 0 && value <= MINUTES_MAX) return value;
  return refuseAt(path, `(${JSON.stringify(value)}) must be from 0 to ${MINUTES_MAX}`);
}
