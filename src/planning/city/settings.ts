import { z } from "zod";
import type { CollectionPolicy } from "../../domain/index.ts";
import { ROAD_CLASSES } from "../../geo/index.ts";
import { readText, tellWrongEncoding } from "./csv-table.ts";
import type { FaultList } from "./faults.ts";
import { parseOpeningHours } from "./fields.ts";

/** Rules of the choice that hold where `city.json` states no others. */
export const DEFAULT_POLICY: CollectionPolicy = {
  mustGoProbability: 0.2,
  overflowCents: 4000,
  nextVisitDays: 1,
  intervalDaysMax: {},
};

const ROAD_ENDINGS = [".osm.pbf", ".osm", ".osm.gz", ".osm.json", ".osm.json.gz"];

const fileSchema = z
  .string()
  .min(1)
  .refine((file) => !/[/\\]/.test(file), "must be the name of a file in this folder");

const trafficSchema = z.strictObject({
  hours: z.string().transform((text, context) => {
    const hours = parseOpeningHours(text);
    if (hours !== null) return hours;
    context.addIssue("must be hours such as Mo-Fr 07:00-09:00,15:30-18:00");
    return z.NEVER;
  }),
  speedFactors: z.partialRecord(z.enum(ROAD_CLASSES), z.number().min(0.1).max(1.5)),
});

const settingsSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,49}$/, "must be lower-case letters, digits, dashes"),
  name: z.string().min(1),
  timeZone: z.string().refine(isTimeZone, "must be an IANA time zone such as Europe/Stockholm"),
  roads: fileSchema.refine(
    (file) => ROAD_ENDINGS.some((ending) => file.endsWith(ending)),
    `must be a file in this folder ending in ${ROAD_ENDINGS.join(", ")}`,
  ),
  attribution: z.string().min(1),
  bounds: z
    .tuple([z.number(), z.number(), z.number(), z.number()])
    .refine(isBox, "must be west, south, east, north in degrees")
    .optional(),
  sites: z
    .strictObject({
      file: fileSchema,
      where: z.record(z.string(), z.string()).default({}),
    })
    .default({ file: "sites.csv", where: {} }),
  defaultContainers: z
    .strictObject({
      streams: z.array(z.string()).default([]),
      perStream: z.int().min(1).max(20).default(1),
    })
    .default({ streams: [], perStream: 1 }),
  readings: z
    .strictObject({
      file: fileSchema,
      shift: z.enum(["none", "weeks-to-now"]).default("none"),
    })
    .optional(),
  traffic: z.array(trafficSchema).max(20).default([]),
  holidays: z.array(z.iso.date()).default([]),
  policy: z
    .strictObject({
      mustGoProbability: z.number().gt(0).max(1).default(DEFAULT_POLICY.mustGoProbability),
      overflowCents: z.int().min(0).max(10_000_000).default(DEFAULT_POLICY.overflowCents),
      nextVisitDays: z.number().min(0.25).max(31).default(DEFAULT_POLICY.nextVisitDays),
    })
    .default({
      mustGoProbability: DEFAULT_POLICY.mustGoProbability,
      overflowCents: DEFAULT_POLICY.overflowCents,
      nextVisitDays: DEFAULT_POLICY.nextVisitDays,
    }),
});

/** What `city.json` says, with defaults filled in. */
export type CitySettings = z.output<typeof settingsSchema>;

/**
 * Reads `city.json`. Faults are added with pointers `city.json:field`.
 *
 * @returns null where it cannot be used; the tables are then judged without it
 */
export async function readSettings(
  directory: string,
  faults: FaultList,
): Promise<CitySettings | null> {
  const text = await readText(directory, "city.json");
  if (text === null) {
    faults.add("city.json", "the file is missing: add it with id, name, timeZone, roads");
    return null;
  }
  tellWrongEncoding(text, "city.json", faults);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    faults.add("city.json", `is not JSON (${reason}): correct it`);
    return null;
  }
  const parsed = settingsSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const field = issue.path.join(".");
    const given = valueAt(value, issue.path);
    const shown = given === undefined ? "" : ` (${JSON.stringify(given)})`;
    faults.add(`city.json:${field}`, `${field || "the file"}${shown}: ${issue.message}`);
  }
  return null;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== "object" || found === null) return undefined;
    found = Reflect.get(found, key);
  }
  return found;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function isBox([west, south, east, north]: readonly [number, number, number, number]): boolean {
  return west >= -180 && south >= -90 && west < east && south < north && east <= 180 && north <= 90;
}
