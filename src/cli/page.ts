import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const SOURCES = ["src/web", "src/http/schemas", "vite.config.ts", "package-lock.json"];

/**
 * Builds the page where it is missing or older than its sources; gives the folder it is in.
 *
 * An installation without the page's sources must bring the built page.
 */
export async function buildPage(say: (line: string) => void): Promise<string> {
  const folder = join(ROOT, "dist/web");
  const built = join(folder, "index.html");
  if (existsSync(built) && statSync(built).mtimeMs >= newestMs()) return folder;
  say("Building the page (once, a few seconds)");
  const { build } = await import("vite");
  await build({ configFile: join(ROOT, "vite.config.ts"), logLevel: "warn" });
  return folder;
}

function newestMs(): number {
  return Math.max(0, ...SOURCES.map((source) => newestUnder(join(ROOT, source))));
}

function newestUnder(path: string): number {
  if (!existsSync(path)) return 0;
  const status = statSync(path);
  if (!status.isDirectory()) return status.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newestUnder(join(path, name))));
}
