import { NONE } from "../base/index.ts";
import type { Report, Terms } from "./check-terms.ts";
import { restSecOf, type Walk } from "./check-times.ts";
import type { Break } from "./problem.ts";
import type { Visit } from "./solution.ts";

type Rule = Extract<Break, { kind: "rule" }>;

/** What has been done since the last rest that was long enough for one rule. */
interface Account {
  drivingSec: number;
  workSec: number;
  hasFirstPart: boolean;
}

/** Whether all breaks of a route are ones that its vehicle has; names those that are not. */
export function knowsBreaks(terms: Terms, inner: readonly Visit[], report: Report): boolean {
  const { vehicleIndex, type } = terms;
  let known = true;
  for (const visit of inner) {
    if (visit.kind !== "break") continue;
    const rest = type.breaks?.[visit.index];
    const part = visit.alternative;
    if (rest !== undefined && (part === NONE || partExists(rest, part))) continue;
    report("break-unknown", `there is no break ${visit.index}, part ${part}`, { vehicleIndex });
    known = false;
  }
  return known;
}

function partExists(rest: Break, part: number): boolean {
  return rest.kind === "rule" && rest.partsSec !== undefined && (part === 0 || part === 1);
}

/** Checks that rests are taken where the windows and rules ask for them. */
export function checkBreaks(terms: Terms, walk: Walk, report: Report): void {
  checkWindowBreaks(terms, walk, report);
  terms.type.breaks?.forEach((rule, ruleIndex) => {
    if (rule.kind === "rule") checkRule(terms, walk, rule, ruleIndex, report);
  });
}

/** Once each and in their order; the window itself is judged where the rest is timed. */
function checkWindowBreaks(terms: Terms, walk: Walk, report: Report): void {
  const { vehicleIndex, running } = terms;
  const breaks = terms.type.breaks ?? [];
  const windowIndices = breaks.flatMap((rest, i) => (rest.kind === "window" ? [i] : []));
  const taken = new Set(windowIndices.slice(0, running?.breakCount ?? 0));
  let last = NONE;
  for (const visit of walk.visits) {
    if (visit.kind !== "break" || breaks[visit.index].kind !== "window") continue;
    const detail = `break ${visit.index} at ${visit.startSec}`;
    if (taken.has(visit.index)) report("break-twice", detail, { vehicleIndex });
    else if (visit.index < last) report("break-order", detail, { vehicleIndex });
    taken.add(visit.index);
    last = Math.max(last, visit.index);
  }
  for (const index of windowIndices) {
    const rest = breaks[index];
    if (rest.kind !== "window" || taken.has(index)) continue;
    const fallsAway = walk.endSec <= rest.latestSec || (running?.fromSec ?? 0) > rest.latestSec;
    if (fallsAway) continue;
    const detail = `break ${index} is not taken by ${rest.latestSec}, is out until ${walk.endSec}`;
    report("break-missing", detail, { vehicleIndex });
  }
}

function checkRule(
  { vehicleIndex, type, running }: Terms,
  walk: Walk,
  rule: Rule,
  ruleIndex: number,
  report: Report,
): void {
  const { drivingSecMax = Number.POSITIVE_INFINITY, workSecMax = Number.POSITIVE_INFINITY } = rule;
  let account: Account = {
    drivingSec: running?.drivingSec ?? 0,
    workSec: running?.workSec ?? 0,
    hasFirstPart: false,
  };
  walk.visits.forEach((visit, i) => {
    const workSec = visit.drivingSec + walk.workSecs[i];
    const where = `before the end of ${visit.kind} ${visit.index}, at most`;
    account.drivingSec += visit.drivingSec;
    account.workSec += workSec;
    if (visit.drivingSec > 0 && account.drivingSec > drivingSecMax) {
      const detail = `rule ${ruleIndex}: drives ${account.drivingSec} ${where} ${drivingSecMax}`;
      report("break-driving", detail, { vehicleIndex });
    }
    if (workSec > 0 && account.workSec > workSecMax) {
      const detail = `rule ${ruleIndex}: works ${account.workSec} ${where} ${workSecMax}`;
      report("break-work", detail, { vehicleIndex });
    }
    const rest = visit.kind === "break" ? type.breaks?.[visit.index] : undefined;
    if (rest !== undefined) account = rested(account, rule, restSecOf(rest, visit.alternative));
  });
}

/** The account of a rule after a rest. */
function rested(account: Account, rule: Rule, restSec: number): Account {
  const { partsSec } = rule;
  const isWhole = restSec >= rule.restSec;
  const isSecondPart = account.hasFirstPart && partsSec !== undefined && restSec >= partsSec[1];
  if (isWhole || isSecondPart) return { drivingSec: 0, workSec: 0, hasFirstPart: false };
  const isFirstPart = partsSec !== undefined && restSec >= partsSec[0];
  return { ...account, hasFirstPart: account.hasFirstPart || isFirstPart };
}
