import { expect, test, vi } from "vitest";
import { run as runThreads } from "../../benchmarks/matrix-threads.ts";
import { run } from "../../benchmarks/roads.ts";

async function rowsOfToy(benchmark: (options: { toy: boolean }) => Promise<void>) {
  const printed: string[] = [];
  const spy = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed.push(String(text));
    return true;
  });
  try {
    await benchmark({ toy: true });
  } finally {
    spy.mockRestore();
  }
  return printed.join("").trim().split("\n");
}

test("the benchmark of the roads runs at toy size and prints a table", async () => {
  const rows = await rowsOfToy(run);
  expect(rows).toHaveLength(3);
  const cells = rows.map((row) => row.split("|").length);
  expect(new Set(cells).size).toBe(1);
  expect(rows[2]).toContain("| roundabout | 9 | 12 |");
});

test("the benchmark of threads runs at toy size, both ways to the same matrix", async () => {
  const rows = await rowsOfToy(runThreads);
  expect(rows).toHaveLength(4);
  const [one, two] = rows.slice(2).map((row) => row.split("|").map((cell) => cell.trim()));
  expect([one[2], two[2]]).toEqual(["1", "2"]);
  expect(one[5]).toBe(two[5]);
});
