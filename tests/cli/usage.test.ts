import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";

const MAIN = join(import.meta.dirname, "../../src/main.ts");

const dataDir = mkdtempSync(join(tmpdir(), "fillroute-usage-"));

afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** Runs the command line; gives its exit code and what it said on stderr. */
function run(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const env = { ...process.env, DATA_DIR: dataDir, LOG_LEVEL: "silent", ...environment };
  const child = spawn(process.execPath, [MAIN, ...words], { env });
  let text = "";
  child.stderr.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  return new Promise<{ code: number | null; text: string }>((resolve) => {
    child.on("close", (code) => resolve({ code, text }));
  });
}

test("a seed with a fraction is bad usage of plan, told before anything is read", async () => {
  const { code, text } = await run(["plan", "--city", "nowhere", "--seed", "1.5"]);
  expect([code, text]).toEqual([
    2,
    "fillroute: request/invalid: --seed (1.5) must be a whole number\n",
  ]);
});

test("a port that is taken is told with what to do about it", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const { code, text } = await run(["serve", "--no-city"], { PORT: String(port) });
  server.close();
  expect(code).toBe(2);
  expect(text).toContain(`PORT (${port}) is in use by another program`);
}, 60_000);

test("bench refuses a helper of its folder and a time that is no number", async () => {
  const helper = await run(["bench", "public-data"]);
  const seconds = await run(["bench", "solver", "--seconds", "soon"]);
  expect([helper.code, helper.text, seconds.code, seconds.text]).toEqual([
    2,
    "fillroute: request/invalid: benchmark (public-data) is not in benchmarks/\n",
    2,
    "fillroute: request/invalid: --seconds (soon) must be a number from 0 to 604800\n",
  ]);
});
