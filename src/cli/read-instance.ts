import { readFile } from "node:fs/promises";
import { AppError } from "../domain/index.ts";
import {
  type Instance,
  type Parsed,
  readCarp,
  readCvrplib,
  readHvrp,
  readKim,
  readMdvrp,
  readNative,
  readPvrpif,
  readPyvrp,
  readSolomon,
  readVroom,
} from "../solver/index.ts";

/** Formats of `solve` and `check` but `native`, whose faults are listed all at once. */
const READERS: Readonly<Record<string, (text: string) => Parsed<Instance>>> = {
  cvrplib: readCvrplib,
  solomon: readSolomon,
  mdvrp: readMdvrp,
  hvrp: readHvrp,
  pyvrp: readPyvrp,
  kim: readKim,
  vroom: readVroom,
  carp: readCarp,
  pvrpif: readPvrpif,
};

/** Names of the formats, for messages. */
export const FORMAT_NAMES = [...Object.keys(READERS), "native"].join(", ");

/** Reads a file as text; throws `request/invalid` where it cannot be read. */
export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const detail = `file (${file}) cannot be read: ${(cause as Error).message}`;
    throw new AppError("request/invalid", detail, { cause });
  }
}

/** Reads an instance; throws `request/invalid` with the line or with all faults. */
export async function readInstance(file: string, format: string): Promise<Instance> {
  const text = await readText(file);
  if (format === "native") {
    const parsed = readNative(text);
    if (parsed.ok) return parsed.value;
    throw new AppError("request/invalid", `${file} is no native problem`, {
      faults: parsed.faults.map(({ path, detail }) => ({ pointer: path, detail })),
    });
  }
  const read = Object.hasOwn(READERS, format) ? READERS[format] : undefined;
  if (read === undefined) {
    throw new AppError("request/invalid", `--format (${format}) is not known: use ${FORMAT_NAMES}`);
  }
  const parsed = read(text);
  if (parsed.ok) return parsed.value;
  const where = parsed.line === 0 ? file : `${file}: line ${parsed.line}`;
  throw new AppError("request/invalid", `${where}: ${parsed.detail}`);
}
