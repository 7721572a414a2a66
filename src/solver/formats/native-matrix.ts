import {
  createTravelMatrix,
  INFINITE_M,
  INFINITE_SEC,
  type TravelMatrix,
} from "../../base/index.ts";
import type { Problem, TravelSlice } from "../problem.ts";
import type { ProblemFault } from "../validate.ts";
import { isRecord } from "./native-shape.ts";

const PERMILLE = 1000;
const PERMILLE_MAX = 1_000_000;

/**
 * Reads profiles: matrices as lists of rows with `null` for no way, or coordinates in their place;
 * slices as rows too or as thousandths (`permille`) of the matrix, rounded up to whole seconds.
 *
 * Cost: O(entries); a matrix is copied once, into shared memory.
 */
export function readProfiles(given: unknown, faults: ProblemFault[]): Problem["profiles"] {
  if (!Array.isArray(given)) {
    faults.push({ path: "profiles", detail: "must be a list" });
    return [];
  }
  return given.map((profile: unknown, i) => {
    const path = `profiles[${i}]`;
    if (isRecord(profile) && profile["plane"] !== undefined) {
      return { ...profile, ...readPlane(path, profile, faults) } as Problem["profiles"][number];
    }
    const {
      matrix: givenMatrix,
      slices: givenSlices,
      ...fields
    } = isRecord(profile) ? profile : {};
    const matrix = readMatrix(`${path}.matrix`, givenMatrix, faults);
    if (givenSlices === undefined) return { ...fields, matrix } as Problem["profiles"][number];
    const slices = readSlices(`${path}.slices`, givenSlices, matrix, faults);
    return { ...fields, matrix, slices } as unknown as Problem["profiles"][number];
  });
}

/** Coordinates in place of a matrix, which then has the number of places and no entries. */
function readPlane(
  path: string,
  profile: Record<string, unknown>,
  faults: ProblemFault[],
): Pick<Problem["profiles"][number], "matrix" | "plane"> {
  if (profile["matrix"] !== undefined) {
    faults.push({ path: `${path}.matrix`, detail: "must be left out beside a plane" });
  }
  const given = isRecord(profile["plane"]) ? profile["plane"] : {};
  for (const name of Object.keys(given)) {
    if (name !== "x" && name !== "y") {
      faults.push({ path: `${path}.plane.${name}`, detail: "is not known" });
    }
  }
  const [x, y] = (["x", "y"] as const).map((name) => {
    const values: unknown = given[name];
    if (Array.isArray(values) && values.every((metres) => typeof metres === "number")) {
      return Float64Array.from(values);
    }
    faults.push({ path: `${path}.plane.${name}`, detail: "must be a list of metres" });
    return new Float64Array();
  });
  const none = new Int32Array();
  return {
    matrix: { placeCount: x.length, travelSec: none, travelM: none },
    plane: { x, y },
  };
}

/** The JSON of profiles, the reverse of `readProfiles`: a line a row, slices in rows too. */
export function writeProfiles(profiles: Problem["profiles"]): string {
  const texts = profiles.map(({ matrix, slices, plane, ...fields }) => {
    if (plane !== undefined) {
      const coordinates = { x: Array.from(plane.x), y: Array.from(plane.y) };
      return JSON.stringify({ ...fields, plane: coordinates });
    }
    const { placeCount, travelSec, travelM } = matrix;
    const seconds = writeRows(travelSec, placeCount);
    const metres = writeRows(travelM, placeCount);
    const sliceTexts = slices?.map(
      (slice) =>
        `{"startSec":${slice.startSec},"travelSec":${writeRows(slice.travelSec, placeCount)}}`,
    );
    const ownFields = JSON.stringify(fields).slice(1, -1);
    const after = sliceTexts === undefined ? "" : `,"slices":[${sliceTexts.join(",")}]`;
    return `{${ownFields},"matrix":{"travelSec":${seconds},"travelM":${metres}}${after}}`;
  });
  return `[${texts.join(",")}]`;
}

/** Joining typed arrays is many times quicker than making lists of numbers and `null`. */
function writeRows(values: Int32Array, placeCount: number): string {
  const none = new RegExp(`\\b${INFINITE_SEC}\\b`, "g");
  const rows = Array.from({ length: placeCount }, (_, row) => {
    const entries = values.subarray(row * placeCount, (row + 1) * placeCount).join(",");
    return `[${entries.replace(none, "null")}]`;
  });
  return `[${rows.join(",\n")}]`;
}

function readMatrix(path: string, given: unknown, faults: ProblemFault[]): TravelMatrix {
  const fields = isRecord(given) ? given : {};
  for (const name of Object.keys(fields)) {
    if (name === "travelSec" || name === "travelM") continue;
    faults.push({ path: `${path}.${name}`, detail: "is not known" });
  }
  const placeCount = Array.isArray(fields["travelSec"]) ? fields["travelSec"].length : 0;
  const matrix = createTravelMatrix(placeCount);
  const { travelSec, travelM } = matrix;
  readRowsInto(travelSec, `${path}.travelSec`, fields["travelSec"], placeCount, faults);
  readRowsInto(travelM, `${path}.travelM`, fields["travelM"], placeCount, faults);
  for (let arc = 0; arc < travelSec.length; arc++) {
    // An arc that lacks one of the two is no way at all.
    if (travelSec[arc] !== INFINITE_SEC && travelM[arc] !== INFINITE_M) continue;
    travelSec[arc] = INFINITE_SEC;
    travelM[arc] = INFINITE_M;
  }
  return matrix;
}

/** Requires that `INFINITE_SEC` and `INFINITE_M` are equal, as they are. */
function readRowsInto(
  out: Int32Array,
  path: string,
  given: unknown,
  placeCount: number,
  faults: ProblemFault[],
): void {
  if (!Array.isArray(given) || given.length !== placeCount) {
    const size = Array.isArray(given) ? `${placeCount} rows, not ${given.length}` : "rows";
    faults.push({ path, detail: `must be a list of ${size}` });
    return;
  }
  for (let i = 0; i < placeCount; i++) {
    const row: unknown = given[i];
    if (!Array.isArray(row) || row.length !== placeCount) {
      faults.push({ path: `${path}[${i}]`, detail: `must have ${placeCount} entries` });
      continue;
    }
    const bad = readRowInto(out, i * placeCount, row);
    if (bad === placeCount) continue;
    const most = `from 0 to ${INFINITE_SEC}, or null for no way`;
    const detail = `(${JSON.stringify(row[bad])}) must be a whole number ${most}`;
    faults.push({ path: `${path}[${i}][${bad}]`, detail });
  }
}

/** Copies a row up to its first entry that is none; gives where that is, or the length. */
function readRowInto(out: Int32Array, offset: number, row: readonly unknown[]): number {
  for (let column = 0; column < row.length; column++) {
    const value = row[column];
    if (value === null) out[offset + column] = INFINITE_SEC;
    else if (typeof value === "number" && value >= 0 && value <= INFINITE_SEC) {
      out[offset + column] = value;
      if (out[offset + column] !== value) return column;
    } else return column;
  }
  return row.length;
}

function readSlices(
  path: string,
  given: unknown,
  matrix: TravelMatrix,
  faults: ProblemFault[],
): TravelSlice[] {
  if (!Array.isArray(given)) {
    faults.push({ path, detail: "must be a list" });
    return [];
  }
  return given.map((slice: unknown, i) => {
    const at = `${path}[${i}]`;
    if (!isRecord(slice)) faults.push({ path: at, detail: "must be an object" });
    const { travelSec: rows, permille, ...fields } = isRecord(slice) ? slice : {};
    const travelSec = new Int32Array(new SharedArrayBuffer(matrix.travelSec.length * 4));
    if ((rows === undefined) === (permille === undefined)) {
      faults.push({ path: at, detail: "must state either travelSec or permille" });
    } else if (permille === undefined) {
      readRowsInto(travelSec, `${at}.travelSec`, rows, matrix.placeCount, faults);
    } else scaleInto(travelSec, `${at}.permille`, permille, matrix.travelSec, faults);
    return { ...fields, travelSec } as unknown as TravelSlice;
  });
}

function scaleInto(
  out: Int32Array,
  path: string,
  permille: unknown,
  travelSec: Int32Array,
  faults: ProblemFault[],
): void {
  const share = Number(permille);
  if (!Number.isSafeInteger(permille) || share < 1 || share > PERMILLE_MAX) {
    const detail = `(${JSON.stringify(permille)}) must be a whole number from 1 to ${PERMILLE_MAX}`;
    faults.push({ path, detail });
    return;
  }
  for (let arc = 0; arc < travelSec.length; arc++) {
    const sec = travelSec[arc];
    out[arc] =
      sec >= INFINITE_SEC
        ? INFINITE_SEC
        : Math.min(INFINITE_SEC, Math.ceil((sec * share) / PERMILLE));
  }
}
