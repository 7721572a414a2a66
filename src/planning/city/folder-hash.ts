import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

/**
 * SHA-256 over names and contents of the folder's files, but for its Markdown and hidden files.
 *
 * Two folders with the same hash give the same city. Cost: one pass over the bytes.
 */
export async function cityFolderHash(directory: string): Promise<string> {
  const hash = createHash("sha256");
  const entries = await readdir(directory, { withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && !/^\.|\.md$/i.test(entry.name))
    .map((entry) => entry.name)
    .sort();
  for (const file of files) {
    hash.update(`\0${file}\0`);
    await pipeline(createReadStream(join(directory, file)), async (chunks) => {
      for await (const chunk of chunks) hash.update(chunk as Uint8Array);
    });
  }
  return hash.digest("hex");
}
