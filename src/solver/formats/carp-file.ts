import { FormatError, type Line, splitLines, wholeAt } from "./instance.ts";

/** A street between two nodes of the network, numbered from 0. */
export interface CarpEdge {
  readonly ends: readonly [number, number];
  readonly length: number;
  /** 0 where it need not be served. */
  readonly demand: number;
}

/** A file of CARPLIB. */
export interface CarpFile {
  readonly name: string;
  readonly nodeCount: number;
  readonly capacity: number;
  readonly depotNode: number;
  /** Those to serve first, in the order of the file. */
  readonly edges: readonly CarpEdge[];
  readonly requiredCount: number;
}

const KEYS = [
  "NOMBRE",
  "COMENTARIO",
  "VERTICES",
  "ARISTAS_REQ",
  "ARISTAS_NOREQ",
  "VEHICULOS",
  "CAPACIDAD",
  "TIPO_COSTES_ARISTAS",
  "COSTE_TOTAL_REQ",
  "DEPOSITO",
];
const REQUIRED_LIST = "LISTA_ARISTAS_REQ";
const OTHER_LIST = "LISTA_ARISTAS_NOREQ";
const EDGE = /^\(\s*(\S+?)\s*,\s*(\S+?)\s*\)\s+coste\s+(\S+)(?:\s+demanda\s+(\S+))?$/i;
const NODE_COUNT_MAX = 5000;

/** Reads the fields and the two lists of edges; throws a `FormatError`. */
export function readCarpFile(text: string): CarpFile {
  const fields = new Map<string, Line>();
  const lists = new Map<string, Line[]>();
  const lines = splitLines(text);
  let list: Line[] | undefined;
  for (const line of lines) {
    if (line.text.startsWith("(")) {
      if (list === undefined) throw new FormatError(line.number, "an edge outside the lists");
      list.push(line);
      continue;
    }
    const colon = line.text.indexOf(":");
    const key = line.text.slice(0, Math.max(0, colon)).trim();
    list = undefined;
    if (key === REQUIRED_LIST || key === OTHER_LIST) {
      list = [];
      lists.set(key, list);
    } else if (KEYS.includes(key)) {
      const value = line.text.slice(colon + 1).trim();
      fields.set(key, { number: line.number, text: value, words: value.split(/\s+/) });
    } else
      throw new FormatError(line.number, `"${line.text}" is neither a known field nor an edge`);
  }
  const last = lines.at(-1)?.number ?? 0;
  const field = (key: string, least: number): number => wholeField(fields, key, least, last);
  const nodeCount = field("VERTICES", 1);
  if (nodeCount > NODE_COUNT_MAX) {
    throw new FormatError(last, `VERTICES (${nodeCount}) must be at most ${NODE_COUNT_MAX}`);
  }
  const required = readEdges(lists.get(REQUIRED_LIST) ?? [], nodeCount, true);
  const others = readEdges(lists.get(OTHER_LIST) ?? [], nodeCount, false);
  checkCount("ARISTAS_REQ", required.length, field("ARISTAS_REQ", 1), last);
  checkCount("ARISTAS_NOREQ", others.length, field("ARISTAS_NOREQ", 0), last);
  const depot = field("DEPOSITO", 1);
  if (depot > nodeCount) {
    throw new FormatError(last, `DEPOSITO (${depot}) must be from 1 to ${nodeCount}`);
  }
  return {
    name: fields.get("NOMBRE")?.text ?? "",
    nodeCount,
    capacity: field("CAPACIDAD", 1),
    depotNode: depot - 1,
    edges: [...required, ...others],
    requiredCount: required.length,
  };
}

function wholeField(
  fields: ReadonlyMap<string, Line>,
  key: string,
  least: number,
  lastLine: number,
): number {
  const line = fields.get(key);
  if (line === undefined) throw new FormatError(lastLine, `${key} is missing`);
  const value = wholeAt(line, 0, key);
  if (value >= least) return value;
  throw new FormatError(line.number, `${key} (${value}) must be at least ${least}`);
}

function checkCount(key: string, found: number, stated: number, lastLine: number): void {
  if (found === stated) return;
  throw new FormatError(lastLine, `${key} is ${stated}, but ${found} edges are listed`);
}

function readEdges(lines: readonly Line[], nodeCount: number, isRequired: boolean): CarpEdge[] {
  return lines.map((line) => {
    const match = EDGE.exec(line.text);
    if (match === null || (match[4] !== undefined) !== isRequired) {
      const form = `(a, b) coste c${isRequired ? " demanda q" : ""}`;
      throw new FormatError(line.number, `"${line.text}" must be of the form ${form}`);
    }
    const words = match.slice(1).filter((word) => word !== undefined);
    const numbers = { ...line, words };
    const node = (word: number): number => {
      const value = wholeAt(numbers, word, "node");
      if (value >= 1 && value <= nodeCount) return value - 1;
      throw new FormatError(line.number, `node (${value}) must be from 1 to ${nodeCount}`);
    };
    return {
      ends: [node(0), node(1)],
      length: wholeAt(numbers, 2, "coste"),
      demand: isRequired ? wholeAt(numbers, 3, "demanda") : 0,
    };
  });
}
