import { expect, test, vi } from "vitest";
import { run } from "../../benchmarks/solve-threads.ts";

test("the benchmark of threads runs at toy size and finds the same with one and two", async () => {
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
    .filter((line) => line.startsWith("| circle"))
    .map((line) => line.split("|").map((cell) => cell.trim()));
  expect(rows.map((row) => row[2])).toEqual(["1", "1", "2"]);
  expect(new Set(rows.map((row) => row[4])).size).toBe(1);
  expect(rows.every((row) => row[6] === "yes")).toBe(true);
});
