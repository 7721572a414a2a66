import { FormatError, type Line, splitLines, wholeAt } from "./instance.ts";

export interface PyvrpSection {
  readonly head: Line;
  readonly lines: Line[];
}

/** A file of the VRPLIB dialect, cut into its fields and sections. */
export interface PyvrpFile {
  readonly fields: ReadonlyMap<string, { readonly value: string; readonly line: Line }>;
  readonly sections: ReadonlyMap<string, PyvrpSection>;
  readonly lastLine: number;
}

const FIELDS = [
  "NAME",
  "COMMENT",
  "TYPE",
  "DIMENSION",
  "VEHICLES",
  "CAPACITY",
  "SERVICE_TIME",
  "EDGE_WEIGHT_TYPE",
  "VEHICLES_MAX_DURATION",
  "VEHICLES_MAX_DISTANCE",
  "VEHICLES_MAX_RELOADS",
  "VEHICLES_FIXED_COST",
  "VEHICLES_UNIT_DISTANCE_COST",
];
const SECTIONS = [
  "NODE_COORD_SECTION",
  "DEMAND_SECTION",
  "DEPOT_SECTION",
  "SERVICE_TIME_SECTION",
  "TIME_WINDOW_SECTION",
  "PRIZE_SECTION",
  "RELEASE_TIME_SECTION",
  "CAPACITY_SECTION",
  "VEHICLES_DEPOT_SECTION",
  "VEHICLES_RELOAD_DEPOT_SECTION",
  "VEHICLES_ALLOWED_CLIENTS_SECTION",
  "VEHICLES_FIXED_COST_SECTION",
  "VEHICLES_UNIT_DISTANCE_COST_SECTION",
  "VEHICLES_MAX_DURATION_SECTION",
  "VEHICLES_MAX_DISTANCE_SECTION",
  "VEHICLES_MAX_RELOADS_SECTION",
];
/** Rules of the dialect that the model does not have. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  BACKHAUL_SECTION: "deliveries and pickups in one route",
  LINEHAUL_SECTION: "deliveries and pickups in one route",
  MUTUALLY_EXCLUSIVE_GROUP_SECTION: "groups of which one client is visited",
  VEHICLES_UNIT_DURATION_COST_SECTION: "prices of time",
  VEHICLES_UNIT_DURATION_COST: "prices of time",
  EDGE_WEIGHT_SECTION: "explicit weights",
};

/** Cuts a file at its fields and sections; a name that is not known is refused with its line. */
export function scanPyvrp(text: string): PyvrpFile {
  const lines = splitLines(text);
  const fields = new Map<string, { value: string; line: Line }>();
  const sections = new Map<string, PyvrpSection>();
  let section: PyvrpSection | undefined;
  for (const line of lines) {
    if (line.text === "EOF") break;
    const colon = line.text.indexOf(":");
    const name = (colon < 0 ? line.words[0] : line.text.slice(0, colon)).trim();
    const unsupported = UNSUPPORTED[name];
    if (unsupported !== undefined) {
      throw new FormatError(line.number, `${name}: ${unsupported} are not supported`);
    }
    if (SECTIONS.includes(name)) {
      if (sections.has(name)) throw new FormatError(line.number, `${name} is there twice`);
      section = { head: line, lines: [] };
      sections.set(name, section);
    } else if (colon >= 0 && FIELDS.includes(name)) {
      fields.set(name, { value: line.text.slice(colon + 1).trim(), line });
      section = undefined;
    } else if (section === undefined || !/^-?[\d.]/.test(name)) {
      throw new FormatError(line.number, `"${name}" is neither a known field nor a section`);
    } else section.lines.push(line);
  }
  return { fields, sections, lastLine: lines.at(-1)?.number ?? 0 };
}

/** The whole number of a field that must be there. */
export function fieldNumber(file: PyvrpFile, name: string): number {
  const field = file.fields.get(name);
  if (field === undefined) throw new FormatError(file.lastLine, `${name} is missing`);
  return wholeAt({ ...field.line, words: [field.value] }, 0, name);
}

/** A value for each of the numbers 1 to `count` at the start of the lines; undefined if absent. */
export function nodeSection<T>(
  file: PyvrpFile,
  name: string,
  count: number,
  read: (line: Line) => T,
): T[] | undefined {
  const section = file.sections.get(name);
  if (section === undefined) return undefined;
  const values = new Map<number, T>();
  for (const line of section.lines) {
    const number = numberedFrom(line, count);
    if (values.has(number)) throw new FormatError(line.number, `${number} is there twice`);
    values.set(number, read(line));
  }
  return Array.from({ length: count }, (_, i) => {
    const value = values.get(i + 1);
    if (value !== undefined || values.has(i + 1)) return value as T;
    throw new FormatError(section.head.number, `${name} has no line for ${i + 1}`);
  });
}

function numberedFrom(line: Line, count: number): number {
  const number = wholeAt(line, 0, "number");
  if (number >= 1 && number <= count) return number;
  throw new FormatError(line.number, `number (${number}) must be from 1 to ${count}`);
}

/** For each vehicle its line and the node numbers on it, 1 to `nodeCount`. */
export function listSection(
  file: PyvrpFile,
  name: string,
  vehicleCount: number,
  nodeCount: number,
): { readonly line: Line; readonly numbers: number[] }[] | undefined {
  return nodeSection(file, name, vehicleCount, (line) => ({
    line,
    numbers: line.words.slice(1).map((_, i) => {
      const node = wholeAt(line, i + 1, "node");
      if (node >= 1 && node <= nodeCount) return node;
      throw new FormatError(line.number, `node (${node}) must be from 1 to ${nodeCount}`);
    }),
  }));
}
