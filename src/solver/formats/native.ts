import { BREAK_PRESETS } from "../break-rules.ts";
import type { Problem } from "../problem.ts";
import { type ProblemFault, validateProblem } from "../validate.ts";
import type { Instance } from "./instance.ts";
import { faultyJsonLine } from "./json-line.ts";
import { readProfiles, writeProfiles } from "./native-matrix.ts";
import { findShapeFaults, isRecord } from "./native-shape.ts";

/** What the reader of the native format gives: the instance, or all faults at once. */
export type ParsedNative =
  | { readonly ok: true; readonly value: Instance }
  | { readonly ok: false; readonly faults: readonly ProblemFault[] };

/** The most vehicles that the counts of all types may come to. */
const COUNT_MAX = 100_000;

type Json = Record<string, unknown>;

/**
 * Reads a problem in the product's own JSON: the fields of `Problem`, with three conveniences.
 * Matrices are lists of rows with `null` for no way, and a slice may be `permille` of the matrix.
 * Where `vehicles` is left out, each vehicle type states its `count`. Among `breaks`, `preset`
 * names one of `BREAK_PRESETS`, whose breaks take its place.
 *
 * The objective is the total cost in cents.
 */
export function readNative(text: string): ParsedNative {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return refuse("", `is not JSON: line ${faultyJsonLine(text)}: ${(error as Error).message}`);
  }
  if (!isRecord(data)) return refuse("", "must be an object");
  const faults: ProblemFault[] = [];
  const profiles = readProfiles(data["profiles"], faults);
  const problem = expandPresets(expandVehicles({ ...data, profiles }, faults), faults);
  if (faults.length === 0) faults.push(...findShapeFaults(problem));
  if (faults.length === 0) faults.push(...validateProblem(problem as unknown as Problem));
  if (faults.length > 0) return { ok: false, faults };
  return {
    ok: true,
    value: {
      problem: problem as unknown as Problem,
      costOf: ({ cost }) => cost.totalCents,
      costDecimals: 0,
    },
  };
}

/** Writes a problem so that `readNative` reads the same. */
export function writeNative(problem: Problem): string {
  const { profiles, ...fields } = problem;
  const others = JSON.stringify(fields).slice(1, -1);
  return `{${others},\n"profiles":${writeProfiles(profiles)}}\n`;
}

function refuse(path: string, detail: string): ParsedNative {
  return { ok: false, faults: [{ path, detail }] };
}

/** Lists one vehicle for each of a type's `count` where the file lists none. */
function expandVehicles(data: Json, faults: ProblemFault[]): Json {
  const types = data["vehicleTypes"];
  if (data["vehicles"] !== undefined || !Array.isArray(types)) return data;
  const vehicles: object[] = [];
  const vehicleTypes = types.map((type: unknown, typeIndex) => {
    if (!isRecord(type)) return type;
    const { count, ...others } = type;
    const path = `vehicleTypes[${typeIndex}].count`;
    const added = readCount(path, count, COUNT_MAX - vehicles.length, faults);
    for (let i = 0; i < added; i++) vehicles.push({ typeIndex });
    return others;
  });
  return { ...data, vehicleTypes, vehicles };
}

function readCount(path: string, count: unknown, most: number, faults: ProblemFault[]): number {
  if (typeof count === "number" && Number.isSafeInteger(count) && count >= 0 && count <= most) {
    return count;
  }
  const detail =
    count === undefined
      ? "is missing: state it, or list vehicles"
      : `(${JSON.stringify(count)}) must be a whole number from 0 to ${most}`;
  faults.push({ path, detail });
  return 0;
}

/** Puts the breaks of each preset in its place. */
function expandPresets(data: Json, faults: ProblemFault[]): Json {
  const types = data["vehicleTypes"];
  if (!Array.isArray(types)) return data;
  const vehicleTypes = types.map((type: unknown, i) => {
    if (!isRecord(type) || !Array.isArray(type["breaks"])) return type;
    const breaks = type["breaks"].flatMap((given: unknown, j) => {
      if (!isRecord(given) || given["preset"] === undefined) return [given];
      return expandPreset(`vehicleTypes[${i}].breaks[${j}]`, given, faults);
    });
    return { ...type, breaks };
  });
  return { ...data, vehicleTypes };
}

/** The breaks of a preset, with `paid` as stated beside its name. */
function expandPreset(path: string, given: Json, faults: ProblemFault[]): object[] {
  const { preset: name, ...fields } = given;
  for (const field of Object.keys(fields)) {
    if (field !== "paid") faults.push({ path: `${path}.${field}`, detail: "is not known" });
  }
  const preset = BREAK_PRESETS.find((known) => known.name === name);
  if (preset !== undefined) return preset.breaks.map((rule) => ({ ...rule, ...fields }));
  const names = BREAK_PRESETS.map((known) => known.name).join(", ");
  const detail = `(${JSON.stringify(name)}) must be one of ${names}`;
  faults.push({ path: `${path}.preset`, detail });
  return [];
}
