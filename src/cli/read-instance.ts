import { readFile } from "node:fs/promises";
import { AppError } from "../domain/index.ts";
import { type Instance, readCvrplib, readNative, readSolomon } from "../solver/index.ts";

/** Formats of `solve` and `check`. */
const FORMATS = ["cvrplib", "solomon", "native"] as const;

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
export async function readInstance(
  file: string,
  format: string,
  fleetFirst: boolean,
): Promise<Instance> {
  const text = await readText(file);
  if (format === "native") {
    const parsed = readNative(text);
    if (parsed.ok) return parsed.value;
    throw new AppError("request/invalid", `${file} is no native problem`, {
      faults: parsed.faults.map(({ path, detail }) => ({ pointer: path, detail })),
    });
  }
  if (format !== "cvrplib" && format !== "solomon") {
    const known = FORMATS.join(", ");
    throw new AppError("request/invalid", `--format (${format}) is not known: use ${known}`);
  }
  const parsed = format === "cvrplib" ? readCvrplib(text) : readSolomon(text, { fleetFirst });
  if (parsed.ok) return parsed.value;
  throw new AppError("request/invalid", `${file}: line ${parsed.line}: ${parsed.detail}`);
}
