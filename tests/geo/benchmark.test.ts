import { expect, test, vi } from "vitest";
import { run } from "../../benchmarks/roads.ts";

test("the benchmark of the roads runs at toy size and prints a table", async () => {
  const printed: string[] = [];
  const spy = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed.push(String(text));
    return true;
  });
  try {
    await run({ toy: true });
  } finally {
    spy.mockRestore();
  }
  const rows = printed.join("").trim().split("\n");
  expect(rows).toHaveLength(3);
  const cells = rows.map((row) => row.split("|").length);
  expect(new Set(cells).size).toBe(1);
  expect(rows[2]).toContain("| roundabout | 9 | 12 |");
});
