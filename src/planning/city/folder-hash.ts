import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { isMissing } from "./csv-table.ts";

/** Where a city folder keeps road profiles of its own. */
export const PROFILE_FOLDER = "profiles";

/**
 * SHA-256 over names and contents of the folder's files and its own road profiles, but for Markdown
 * and hidden files.
 *
 * Two folders with the same hash give the same city. Cost: one pass over the bytes.
 */
export async function cityFolderHash(directory: string): Promise<string> {
  const hash = createHash("sha256");
  const profiles = (await profileFiles(directory)).map((file) => `${PROFILE_FOLDER}/${file}`);
  for (const file of [...(await filesIn(directory)), ...profiles]) {
    hash.update(`\0${file}\0`);
    await pipeline(createReadStream(join(directory, file)), async (chunks) => {
      for await (const chunk of chunks) hash.update(chunk as Uint8Array);
    });
  }
  return hash.digest("hex");
}

/** Names of the city's own profile files, in order; none where it has no such folder. */
export async function profileFiles(directory: string): Promise<readonly string[]> {
  try {
    const files = await filesIn(join(directory, PROFILE_FOLDER));
    return files.filter((file) => file.endsWith(".json"));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function filesIn(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !/^\.|\.md$/i.test(entry.name))
    .map((entry) => entry.name)
    .sort();
}
