import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A built page in a folder of its own; `remove` deletes the folder. */
export interface BuiltPage {
  readonly directory: string;
  readonly remove: () => void;
}

/** Builds the page as `npm run build` does, beside the builds of other test files. */
export async function buildPage(): Promise<BuiltPage> {
  const directory = `${ROOT}node_modules/.cache/page-${process.pid}`;
  await build({
    configFile: `${ROOT}vite.config.ts`,
    logLevel: "warn",
    build: { outDir: directory },
  });
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
