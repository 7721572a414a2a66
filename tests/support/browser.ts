import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import sparticuz from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";

const CACHE_DIR = fileURLToPath(new URL("../../node_modules/.cache", import.meta.url));

/**
 * Starts the browser that comes with the packages: headless, WebGL2 drawn in software.
 *
 * The browser is unpacked once into `node_modules/.cache`, whole or not at all, so that test
 * files that start at the same moment do not run a half-written file.
 */
export async function startBrowser(): Promise<Browser> {
  const executablePath = await unpackBrowser();
  const args = sparticuz.args.filter((arg) => !LEFT_OUT.test(arg));
  return await chromium.launch({ executablePath, args: [...args, ...ADDED] });
}

/**
 * Arguments of the package meant for a cloud function: one process for all cannot open a second
 * context, and switching off web security would hide a request that a real browser refuses.
 */
const LEFT_OUT =
  /^--(single-process|in-process-gpu|no-zygote|disable-web-security|headless|allow-running)/;

/** Without a graphics card the page itself is put together faster by the processor: a third. */
const ADDED = ["--no-sandbox", "--disable-gpu-compositing", "--disable-gpu-rasterization"];

async function unpackBrowser(): Promise<string> {
  const directory = `${CACHE_DIR}/chromium`;
  const executable = `${directory}/chromium`;
  if (existsSync(executable)) return executable;
  const unpacking = `${directory}-${process.pid}`;
  mkdirSync(unpacking, { recursive: true });
  const temporary = process.env["TMPDIR"];
  process.env["TMPDIR"] = unpacking;
  try {
    await sparticuz.executablePath();
  } finally {
    if (temporary === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = temporary;
  }
  try {
    renameSync(unpacking, directory);
  } catch (error) {
    rmSync(unpacking, { recursive: true, force: true });
    if (!existsSync(executable)) throw error;
  }
  return executable;
}
