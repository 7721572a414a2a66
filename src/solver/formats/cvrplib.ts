import { planeMetres } from "../plane.ts";
import type { Plane } from "../problem.ts";
import { amplyManyVehicles, type ClassicInput, classicProblem } from "./classic.ts";
import {
  FormatError,
  type Instance,
  type Line,
  numberAt,
  type Parsed,
  parsing,
  splitLines,
  wholeAt,
} from "./instance.ts";

/**
 * Reads a CVRPLIB file (TSPLIB95 text): EUC_2D, each distance rounded to the nearest whole number,
 * or EXPLICIT weights in any of the usual layouts.
 *
 * `DISTANCE` and `SERVICE_TIME` bound the length of a route, services included. A file of another
 * type, or one that is cut, is refused with the line. The objective is the total distance.
 */
export function readCvrplib(text: string): Parsed<Instance> {
  return parsing(() => {
    const file = scan(splitLines(text));
    return build(file);
  });
}

interface Section {
  readonly head: Line;
  readonly lines: Line[];
}

interface TsplibFile {
  readonly fields: ReadonlyMap<string, { readonly value: string; readonly line: Line }>;
  readonly sections: ReadonlyMap<string, Section>;
  readonly lastLine: number;
}

/** From so many places on no matrix of all of them is made. */
const PLANE_PLACES_MIN = 2000;

const SECTIONS = [
  "NODE_COORD_SECTION",
  "DEMAND_SECTION",
  "DEPOT_SECTION",
  "EDGE_WEIGHT_SECTION",
  "DISPLAY_DATA_SECTION",
];
const FIELDS = [
  "NAME",
  "COMMENT",
  "TYPE",
  "DIMENSION",
  "CAPACITY",
  "DISTANCE",
  "SERVICE_TIME",
  "VEHICLES",
  "EDGE_WEIGHT_TYPE",
  "EDGE_WEIGHT_FORMAT",
  "NODE_COORD_TYPE",
  "DISPLAY_DATA_TYPE",
];

function scan(lines: readonly Line[]): TsplibFile {
  const fields = new Map<string, { value: string; line: Line }>();
  const sections = new Map<string, Section>();
  let section: Section | undefined;
  for (const line of lines) {
    if (line.text === "EOF") break;
    const colon = line.text.indexOf(":");
    const name = (colon < 0 ? line.words[0] : line.text.slice(0, colon)).trim();
    if (SECTIONS.includes(name)) {
      section = { head: line, lines: [] };
      sections.set(name, section);
    } else if (FIELDS.includes(name)) {
      fields.set(name, { value: colon < 0 ? "" : line.text.slice(colon + 1).trim(), line });
      section = undefined;
    } else if (section === undefined || /^[A-Z_]+$/.test(name)) {
      throw new FormatError(line.number, `"${name}" is neither a known field nor a section`);
    } else section.lines.push(line);
  }
  return { fields, sections, lastLine: lines.at(-1)?.number ?? 0 };
}

function build(file: TsplibFile): Instance {
  const type = file.fields.get("TYPE");
  if (type !== undefined && type.value !== "CVRP") {
    throw new FormatError(type.line.number, `TYPE (${type.value}) must be CVRP`);
  }
  const placeCount = fieldNumber(file, "DIMENSION");
  if (placeCount < 1) throw new FormatError(0, `DIMENSION (${placeCount}) must be at least 1`);
  const capacity = fieldNumber(file, "CAPACITY");
  checkDepot(file);
  const demands = readDemands(file, placeCount);
  const travel = readTravel(file, placeCount);
  const serviceSec = file.fields.has("SERVICE_TIME") ? fieldNumber(file, "SERVICE_TIME") : 0;
  const problem = classicProblem({
    name: file.fields.get("NAME")?.value ?? "",
    ...travel,
    placeCount,
    capacity,
    demands,
    serviceSec: demands.map((_, place) => (place === 0 ? 0 : serviceSec)),
    vehicleCount: file.fields.has("VEHICLES")
      ? fieldNumber(file, "VEHICLES")
      : amplyManyVehicles(demands, capacity),
    ...(file.fields.has("DISTANCE") ? { durationSecMax: fieldNumber(file, "DISTANCE") } : {}),
    fixedCents: 0,
  });
  return { problem, costOf: ({ cost }) => cost.distanceCents, costDecimals: 0 };
}

function fieldNumber(file: TsplibFile, name: string): number {
  const field = file.fields.get(name);
  if (field === undefined) throw new FormatError(file.lastLine, `${name} is missing`);
  const value = Number(field.value);
  if (field.value !== "" && Number.isSafeInteger(value) && value >= 0) return value;
  throw new FormatError(field.line.number, `${name} (${field.value}) must be a whole number`);
}

function checkDepot(file: TsplibFile): void {
  const section = file.sections.get("DEPOT_SECTION");
  if (section === undefined) return;
  const numbers = section.lines.flatMap((line) =>
    line.words.map((_, word) => ({ line, value: numberAt(line, word, "depot") })),
  );
  const end = numbers.findIndex(({ value }) => value === -1);
  const depots = end < 0 ? numbers : numbers.slice(0, end);
  if (depots.length === 1 && depots[0].value === 1) return;
  const line = (depots[0]?.line ?? section.head).number;
  throw new FormatError(line, "DEPOT_SECTION must name node 1 alone: other depots are not read");
}

function sectionOf(file: TsplibFile, name: string): Section {
  const section = file.sections.get(name);
  if (section !== undefined) return section;
  throw new FormatError(file.lastLine, `${name} is missing`);
}

/** One value for each place, by the node numbers 1 to `placeCount` at the start of the lines. */
function readNodes<T>(section: Section, placeCount: number, read: (line: Line) => T): T[] {
  const values = new Array<T | undefined>(placeCount).fill(undefined);
  for (const line of section.lines) {
    const node = wholeAt(line, 0, "node");
    if (node < 1 || node > placeCount) {
      throw new FormatError(line.number, `node (${node}) must be from 1 to ${placeCount}`);
    }
    if (values[node - 1] !== undefined) {
      throw new FormatError(line.number, `node ${node} is there twice`);
    }
    values[node - 1] = read(line);
  }
  return values.map((value, place) => {
    if (value !== undefined) return value;
    throw new FormatError(
      section.head.number,
      `${section.head.words[0]} has no line for node ${place + 1}`,
    );
  });
}

function readDemands(file: TsplibFile, placeCount: number): number[] {
  const section = sectionOf(file, "DEMAND_SECTION");
  return readNodes(section, placeCount, (line) => wholeAt(line, 1, "demand"));
}

function readTravel(
  file: TsplibFile,
  placeCount: number,
): Pick<ClassicInput, "distances" | "plane"> {
  const type = file.fields.get("EDGE_WEIGHT_TYPE");
  if (type?.value === "EXPLICIT") return { distances: readExplicit(file, placeCount) };
  if (type?.value !== "EUC_2D") {
    throw new FormatError(
      type?.line.number ?? file.lastLine,
      `EDGE_WEIGHT_TYPE (${type?.value ?? "missing"}) must be EUC_2D or EXPLICIT`,
    );
  }
  const plane = readPlane(file, placeCount);
  return placeCount < PLANE_PLACES_MIN ? { distances: measureAll(plane) } : { plane };
}

function readPlane(file: TsplibFile, placeCount: number): Plane {
  const section = sectionOf(file, "NODE_COORD_SECTION");
  const points = readNodes(section, placeCount, (line) => ({
    x: numberAt(line, 1, "x"),
    y: numberAt(line, 2, "y"),
  }));
  return {
    x: Float64Array.from(points, ({ x }) => x),
    y: Float64Array.from(points, ({ y }) => y),
  };
}

function measureAll(plane: Plane): Int32Array {
  const placeCount = plane.x.length;
  const distances = new Int32Array(placeCount * placeCount);
  for (let a = 0; a < placeCount; a++) {
    for (let b = 0; b < placeCount; b++) {
      distances[a * placeCount + b] = planeMetres(plane, a, b);
    }
  }
  return distances;
}

/** Columns of a row, first and behind the last, by layout. */
const LAYOUTS: Readonly<Record<string, (row: number, count: number) => [number, number]>> = {
  FULL_MATRIX: (_, count) => [0, count],
  LOWER_ROW: (row) => [0, row],
  LOWER_DIAG_ROW: (row) => [0, row + 1],
  UPPER_ROW: (row, count) => [row + 1, count],
  UPPER_DIAG_ROW: (row, count) => [row, count],
};

function readExplicit(file: TsplibFile, placeCount: number): Int32Array {
  const format = file.fields.get("EDGE_WEIGHT_FORMAT");
  const layout = LAYOUTS[format?.value ?? ""];
  if (layout === undefined) {
    const known = Object.keys(LAYOUTS).join(", ");
    throw new FormatError(
      format?.line.number ?? file.lastLine,
      `EDGE_WEIGHT_FORMAT (${format?.value ?? "missing"}) must be one of ${known}`,
    );
  }
  const section = sectionOf(file, "EDGE_WEIGHT_SECTION");
  const words = section.lines.flatMap((line) => line.words.map((_, word) => ({ line, word })));
  const distances = new Int32Array(placeCount * placeCount);
  let at = 0;
  for (let row = 0; row < placeCount; row++) {
    const [from, to] = layout(row, placeCount);
    for (let column = from; column < to; column++) {
      if (at === words.length) {
        const line = section.lines.at(-1)?.number ?? section.head.number;
        throw new FormatError(line, `EDGE_WEIGHT_SECTION ends early, after ${at} weights`);
      }
      const weight = wholeAt(words[at].line, words[at].word, "weight");
      distances[row * placeCount + column] = weight;
      if (format?.value !== "FULL_MATRIX") distances[column * placeCount + row] = weight;
      at++;
    }
  }
  if (at < words.length) {
    throw new FormatError(words[at].line.number, `EDGE_WEIGHT_SECTION has more than ${at} weights`);
  }
  return distances;
}
