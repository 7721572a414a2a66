import { expect, test } from "vitest";
import { Random } from "../../../src/base/index.ts";
import { checkSolution, solve } from "../../../src/solver/index.ts";
import { planeProfile } from "../../../src/solver/plane.ts";
import { planeProblem } from "../plane-problem.ts";

/** CPU time, so that other work of the machine does not count. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

test.each([100, 1000, 10_000])("%i stops: cancel is answered within 200 ms", (stopCount) => {
  const random = new Random(stopCount);
  const vehicleCount = Math.ceil(stopCount / 12);
  const small = planeProblem(random, { stopCount: 100, vehicleCount, capacity: 50 });
  const problem =
    stopCount > 1000
      ? {
          ...small,
          profiles: [planeProfile("plane", { x: scatter(stopCount), y: scatter(stopCount) })],
          stops: Array.from({ length: stopCount }, (_, i) => ({
            placeIndex: i + 1,
            serviceSec: 0,
            loads: [1 + random.below(5)],
          })),
        }
      : planeProblem(random, { stopCount, vehicleCount, capacity: 50 });
  function scatter(count: number): Float64Array {
    return Float64Array.from({ length: count + 1 }, () => random.below(5000));
  }
  let firstMs = Number.POSITIVE_INFINITY;
  let saidMs = Number.POSITIVE_INFINITY;
  const solution = solve(problem, {
    seed: 1,
    timeLimitMs: 60_000,
    now: cpuMs,
    shouldStop: () => {
      const nowMs = cpuMs();
      firstMs = Math.min(firstMs, nowMs);
      if (nowMs < firstMs + 500) return false;
      saidMs = Math.min(saidMs, nowMs);
      return true;
    },
    check: false,
  });
  expect(cpuMs() - saidMs).toBeLessThan(200);
  expect(checkSolution(problem, solution).feasible).toBe(true);
});
