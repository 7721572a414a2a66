import { expect, test } from "vitest";
import { checkSolution, solve, type Violation } from "../../src/solver/index.ts";
import { exhaust } from "./exhaustive.ts";
import { FEATURES, type Feature, type RichInstance, richInstance } from "./random-rich.ts";

/** `RICH_COUNT=2000 RICH_FROM=0` looks at more seeds than the suite has time for. */
const INSTANCE_COUNT = Number(process.env["RICH_COUNT"] ?? 40);
const FIRST_SEED = Number(process.env["RICH_FROM"] ?? 0);
const STEPS = 1000;
const TIMEOUT_MS = 60_000 + 3000 * INSTANCE_COUNT;

/** Stops left out that must be visited: no fault where no answer visits them. */
const MISSING: readonly string[] = ["stop-missing", "group-missing"];

type Verdict = "optimal" | "worse" | "infeasible" | "broken" | "none feasible";

interface Outcome {
  readonly seed: number;
  readonly features: string;
  readonly verdict: Verdict;
  readonly detail: string;
}

/** Solves an instance and holds the answer against every other one. */
function judge({ seed, features, problem }: RichInstance): Outcome {
  const outcome = (verdict: Verdict, detail: string): Outcome => ({
    seed,
    features: [...features].join(" "),
    verdict,
    detail,
  });
  const optimum = exhaust(problem);
  const solution = solve(problem, { seed, iterationsMax: STEPS, check: false });
  const { violations } = checkSolution(problem, solution);
  const isPossible = Number.isFinite(optimum.units);
  const isFault = ({ code }: Violation): boolean =>
    code.startsWith("stated-") || (isPossible && !MISSING.includes(code));
  const faults = violations.filter(isFault);
  if (faults.length > 0) {
    return outcome("broken", faults.map(({ code, detail }) => `${code}: ${detail}`).join("; "));
  }
  if (!isPossible) return outcome("none feasible", "");
  const cents = `${solution.cost.totalUnits / 18_000} cents, least ${optimum.units / 18_000}`;
  if (violations.length > 0) return outcome("infeasible", violations[0].detail);
  // Rests beyond those that are tried may save a little more.
  return outcome(solution.cost.totalUnits <= optimum.units ? "optimal" : "worse", cents);
}

/** How many instances crossed each two features, the rarest first. */
function pairCounts(instances: readonly RichInstance[]): { pair: string; count: number }[] {
  const pairs = FEATURES.flatMap((a, i): [Feature, Feature][] =>
    FEATURES.slice(i + 1).map((b): [Feature, Feature] => [a, b]),
  );
  return pairs
    .map(([a, b]) => ({
      pair: `${a} x ${b}`,
      count: instances.filter(({ features }) => features.has(a) && features.has(b)).length,
    }))
    .sort((one, other) => one.count - other.count);
}

/** The table for who asked for more instances: verdicts, pairs of features, and what failed. */
function tableOf(outcomes: readonly Outcome[], instances: readonly RichInstance[]): string {
  const counts = pairCounts(instances);
  const hit = counts.filter(({ count }) => count > 0).length;
  const verdicts = Map.groupBy(outcomes, ({ verdict }) => verdict);
  const lines = [...verdicts].map(([verdict, all]) => `${verdict}: ${all.length}`);
  const rarest = counts.slice(0, 5).map(({ pair, count }) => `${pair} (${count})`);
  const failed = outcomes.filter(
    ({ verdict }) => verdict !== "optimal" && verdict !== "none feasible",
  );
  return [
    `seeds ${FIRST_SEED} to ${FIRST_SEED + INSTANCE_COUNT - 1}; ${lines.join(", ")}`,
    `pairs of features crossed: ${hit} of ${counts.length}; rarest ${rarest.join(", ")}`,
    ...failed.map((one) => `${one.seed} ${one.verdict} [${one.features}] ${one.detail}`),
    "",
  ].join("\n");
}

test(
  "over all features crossed the search finds the optimum, and never breaks a rule",
  () => {
    const instances = Array.from({ length: INSTANCE_COUNT }, (_, i) =>
      richInstance(FIRST_SEED + i),
    );
    const outcomes = instances.map(judge);
    if (process.env["RICH_COUNT"] !== undefined) {
      process.stdout.write(tableOf(outcomes, instances));
    }
    const of = (verdict: Verdict) => outcomes.filter((one) => one.verdict === verdict);
    expect(of("broken")).toEqual([]);
    expect(of("infeasible")).toEqual([]);
    const possible = outcomes.length - of("none feasible").length;
    const worse = of("worse");
    expect(worse.length / possible, JSON.stringify(worse, null, 1)).toBeLessThanOrEqual(0.02);
  },
  TIMEOUT_MS,
);
