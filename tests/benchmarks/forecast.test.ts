import { expect, test, vi } from "vitest";
import { run } from "../../benchmarks/forecast.ts";

test("the forecast benchmark runs at toy size and finds nearly every emptying", async () => {
  const written: string[] = [];
  const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  try {
    await run({ toy: true });
  } finally {
    write.mockRestore();
  }
  const rows = written
    .join("")
    .split("\n")
    .filter((line) => line.startsWith("| simulated"))
    .map((line) => line.split("|").map((cell) => cell.trim()));
  expect(rows.map((row) => row[2])).toEqual(["24", "72", "96"]);
  const f1 = Number(rows[2][5]);
  expect(f1).toBeGreaterThan(0.97);
  const brier = Number(rows[0][8]);
  expect(brier).toBeGreaterThanOrEqual(0);
  expect(brier).toBeLessThan(0.1);
}, 60_000);
