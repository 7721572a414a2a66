import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");

let dataDir: string;
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), "fillroute-cli-"));
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

test("an unknown command or option is bad usage, told on stderr alone", () => {
  for (const words of [["fly"], ["plan"], ["plan", "--city", ".", "--wings", "2"]]) {
    const ended = fillroute(words);
    expect([ended.status, ended.stdout], words.join(" ")).toEqual([2, ""]);
    expect(ended.stderr).not.toBe("");
  }
});

test("help names every command", () => {
  const ended = fillroute(["--help"]);
  expect(ended.status).toBe(0);
  for (const name of ["serve", "plan", "solve", "check", "matrix", "graph", "forecast", "keys"]) {
    expect(ended.stdout).toContain(`\n  ${name} `);
  }
});

test("a folder that is no city is told with its remedy", () => {
  const ended = fillroute(["plan", "--city", dataDir]);
  expect([ended.status, ended.stdout]).toEqual([2, ""]);
  expect(ended.stderr).toContain("city.json");
});

test("every fault of the environment is told at once", () => {
  const ended = fillroute(["serve", "--no-city"], { PORT: "99999", LOG_LEVEL: "loud" });
  expect(ended.status).toBe(2);
  expect(ended.stderr).toContain("PORT");
  expect(ended.stderr).toContain("LOG_LEVEL");
});

test("a service that others can reach does not start without a live admin key", () => {
  const open = fillroute(["serve", "--no-city"], { HOST: "0.0.0.0", PORT: "0" });
  expect(open.status).toBe(1);
  expect(open.stderr).toContain("access/no-key");
  expect(fillroute(["keys", "create", "--name", "first", "--scope", "read"]).status).toBe(2);
  const made = fillroute(["keys", "create", "--name", "first"]);
  expect(made.status).toBe(0);
  const { id, secret }: { id: string; secret: string } = JSON.parse(made.stdout);
  expect(secret).toMatch(/^fr_/);
  const listed = fillroute(["keys", "list"]).stdout;
  expect(listed).toContain(id);
  expect(listed).not.toContain(secret);
  expect(fillroute(["keys", "revoke", id]).status).toBe(0);
  const revoked = fillroute(["serve", "--no-city"], { HOST: "0.0.0.0", PORT: "0" });
  expect(revoked.stderr).toContain("access/no-key");
}, 120_000);

function fillroute(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  return spawnSync(process.execPath, ["bin/fillroute.js", ...words], {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...process.env, DATA_DIR: dataDir, HOST: "127.0.0.1", ...environment },
    timeout: 60_000,
  });
}
