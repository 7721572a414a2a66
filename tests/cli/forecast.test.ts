import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { register } from "../../src/cli/forecast.ts";

const ORIGIN_SEC = Date.UTC(2026, 1, 10, 4) / 1000;

let directory = "";

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "fillroute-forecast-"));
  const rows: string[] = [];
  for (let i = 0; i < 40 * 8; i++) {
    const atSec = ORIGIN_SEC - (40 * 8 - i) * 10_800 + 3600;
    // 8 and 16 percent a day, emptied at 80; after the origin a reading says that both are empty.
    rows.push(`a,${atSec},${i % 80}`, `b,${atSec},${(2 * i) % 80}`);
  }
  writeFileSync(join(directory, "cut.csv"), `bin,t,fill\n${rows.join("\n")}\n`);
  rows.push(`a,${ORIGIN_SEC + 600},5`, `b,${ORIGIN_SEC + 600},5`);
  writeFileSync(join(directory, "readings.csv"), `bin,t,fill\n${rows.join("\n")}\n`);
  writeFileSync(
    join(directory, "bins.csv"),
    'bin,stream,address\na,paper,"Hill 1, yard"\nb,paper,\n',
  );
  writeFileSync(
    join(directory, "origins.csv"),
    `bin,t\nb,${ORIGIN_SEC}\na,${ORIGIN_SEC - 86_400}\n`,
  );
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function run(...words: string[]): Promise<string> {
  return runOn("readings.csv", words);
}

async function runOn(readings: string, words: readonly string[]): Promise<string> {
  const written: string[] = [];
  const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  try {
    const program = new Command().exitOverride();
    register(program);
    const files = ["--readings", readings, "--containers", "bins.csv"].map((word) =>
      word.endsWith(".csv") ? join(directory, word) : word,
    );
    await program.parseAsync(["forecast", ...files, ...words], { from: "user" });
  } finally {
    write.mockRestore();
  }
  return written.join("");
}

describe("fillroute forecast", () => {
  test("prints a line for each container and horizon, from the readings up to the moment", async () => {
    const text = await run("--at", "2026-02-10T04:00:00Z", "--hours", "24,48");
    const lines = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ container, hours }) => [container, hours])).toEqual([
      ["a", 24],
      ["a", 48],
      ["b", 24],
      ["b", 48],
    ]);
    for (const { quantiles, overflowProbability } of lines) {
      expect(overflowProbability).toBeGreaterThan(0);
      expect(quantiles).toHaveLength(3);
      expect(quantiles).toEqual(quantiles.toSorted((x: number, y: number) => x - y));
      expect(quantiles[0]).toBeGreaterThan(60); // both stand near 80
    }
    const words = ["--at", String(ORIGIN_SEC), "--hours", "24,48"];
    expect(await runOn("cut.csv", words)).toBe(text);
  });

  test("prints CSV for each origin, in the order of the file", async () => {
    const origins = join(directory, "origins.csv");
    const text = await run("--origins", origins, "--format", "csv", "--full", "90");
    const [head, first, second, ...rest] = text.split("\n");
    expect(head).toBe("bin,t,q50,q90,pfull,ttf_h");
    expect(first).toMatch(new RegExp(`^b,${ORIGIN_SEC},[\\d.]+,[\\d.]+,[\\d.]+,[\\d.]+$`));
    expect(second).toMatch(new RegExp(`^a,${ORIGIN_SEC - 86_400},`));
    expect(rest).toEqual([""]);
  });

  test("refuses what it cannot use, and says why", async () => {
    await expect(run()).rejects.toThrow("give either --at or --origins");
    await expect(run("--at", "soon")).rejects.toThrow("--at (soon) must be an ISO or a Unix time");
    await expect(run("--at", "2026-02-10", "--quantiles", "0.5,2")).rejects.toThrow("--quantiles");
    await expect(run("--at", "2026-02-10", "--format", "xml")).rejects.toThrow("--format (xml)");
    const strange = join(directory, "strange.csv");
    writeFileSync(strange, `bin,t\nzz,${ORIGIN_SEC}\n`);
    await expect(run("--origins", strange)).rejects.toThrow("bin (zz) is not in the containers");
    writeFileSync(strange, "what,when\nb,1\n");
    await expect(run("--origins", strange)).rejects.toThrow("no column for the container");
  });
});
