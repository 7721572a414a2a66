import { NONE } from "../../base/index.ts";
import type { Model } from "../compile/model-type.ts";
import type { BreakTerms, CommittedBreak, RestOption } from "../compile/rich-terms.ts";
import { TIME_MAX_SEC } from "../compile/terms.ts";
import {
  areSettled,
  boundSlack,
  clearLabels,
  copyLabel,
  goToNextGap,
  keepAtGap,
  keepAtNextGap,
  type Labels,
  restRules,
  settleRules,
  startLabel,
  waitUntil,
} from "./labels.ts";
import { driveLeg, startOfVisit } from "./times.ts";
import { slowestSec } from "./travel-slices.ts";
import { windowEnd } from "./windows.ts";

/** What a label pays for a broken rule where a route is only described. */
const FAULT_UNITS = 1e13;

/**
 * Finds the ways of taking breaks along a route that are worth a closer look, from the earliest
 * departure: the labels at the last gap. Their number is bounded, so that a good one may be missed
 * where very many differ.
 */
export function placeBreaks(
  model: Model,
  vehicle: number,
  codes: Int32Array,
  length: number,
  departureSec: number,
): void {
  const { walk } = model;
  const { labels } = walk;
  walk.visitCount = length;
  const { breaks, committedBreaks, settledCount } = model.richTerms[vehicle];
  const start = model.firstStart + vehicle;
  clearLabels(labels, length + 1, breaks.rules.length);
  labels.isPaid = model.unitsPerSec[vehicle] > 0;
  labels.isBounded = model.durationSecMax[vehicle] < TIME_MAX_SEC;
  startLabel(labels, breaks, departureSec, model.nodeCloseSec[start] - departureSec);
  settleRules(labels, 0, breaks, walk.drivingAheadSec[0], walk.workAheadSec[0]);
  let committed = 0;
  for (let gap = 0; gap <= length && labels.listLength > 0; gap++) {
    for (; committedBreaks[committed]?.position === gap; committed++) {
      takeCommitted(model, breaks, committedBreaks[committed], gap);
    }
    if (gap >= settledCount) offerRests(model, vehicle, codes, length, gap);
    if (gap < length) visitNext(model, vehicle, codes, gap);
  }
}

/** Finds the most that is still driven and worked from each gap on; `placeBreaks` requires it. */
export function boundWork(model: Model, vehicle: number, length: number): void {
  const { walk } = model;
  const { slices } = model.richTerms[vehicle];
  const travelSec = model.travelSec[vehicle];
  let drivingSec = 0;
  let workSec = 0;
  for (let gap = length; gap >= 0; gap--) {
    const arc = walk.legArc[gap];
    const legSec = slices.length === 0 ? travelSec[arc] : slowestSec(slices, travelSec[arc], arc);
    drivingSec += legSec;
    workSec += legSec + (gap < length ? walk.staySec[gap] : 0);
    walk.drivingAheadSec[gap] = drivingSec;
    walk.workAheadSec[gap] = workSec;
  }
}

/** Every label takes a break that is not free to move. */
function takeCommitted(
  model: Model,
  terms: BreakTerms,
  committed: CommittedBreak,
  gap: number,
): void {
  const { labels } = model.walk;
  const at = terms.options.findIndex(
    ({ breakIndex, part }) => breakIndex === committed.breakIndex && part === committed.part,
  );
  for (let i = 0; i < labels.listLength; i++) {
    const label = at < 0 ? NONE : takeRest(labels, terms, at, labels.list[i], gap);
    if (label === NONE) continue;
    restRules(labels, label, terms, terms.options[at]);
    keepAtNextGap(labels, label);
  }
  goToNextGap(labels);
}

/**
 * Adds the labels that come of resting here, once or several times: for a break in a window, for a
 * rule that asks for a rest before the end, or unpaid in place of paid waiting.
 *
 * Where nothing is waited for at the next visit a rest behind it is no worse than one here, so that
 * rests are offered ahead of waits, and where the next gap may be too late for them.
 */
function offerRests(
  model: Model,
  vehicle: number,
  codes: Int32Array,
  length: number,
  gap: number,
): void {
  const { walk } = model;
  const { labels } = walk;
  const terms = model.richTerms[vehicle].breaks;
  const maySave = labels.isPaid && terms.unpaidRuleCount > 0;
  // The list grows while it is read: a rest may be followed by another.
  for (let i = 0; i < labels.listLength; i++) {
    const from = labels.list[i];
    const turn = labels.taken[from];
    const isSettled = areSettled(labels, from);
    if (isSettled && turn === terms.windowCount && !maySave) continue;
    lookAhead(model, vehicle, codes, length, from, gap);
    const saves = walk.isLossAhead && maySave;
    const mayRestLater = walk.isWaitAhead ? false : mayRestAtNextGap(model, vehicle, from, gap);
    for (let at = 0; at < terms.options.length; at++) {
      const option = terms.options[at];
      // A break that would be waited for is no earlier at the next gap.
      if (option.openSec >= walk.nextGapSec && isSettled) continue;
      if (mayRestLater) continue;
      const label = takeRest(labels, terms, at, from, gap);
      if (label === NONE) continue;
      const changes = restRules(labels, label, terms, option);
      const isSaving = saves && !option.paid && labels.option[from] !== at;
      if (!changes && !isSaving && at >= terms.windowCount) continue;
      settleRules(labels, label, terms, walk.drivingAheadSec[gap], walk.workAheadSec[gap]);
      keepAtGap(labels, label, i);
    }
  }
}

/**
 * Looks at the next visit of a label that drives on: when it is over, whether the vehicle has to
 * wait there, and whether for more than leaving later would save.
 */
function lookAhead(
  model: Model,
  vehicle: number,
  codes: Int32Array,
  length: number,
  label: number,
  gap: number,
): void {
  const { walk } = model;
  const { labels } = walk;
  const arriveSec = driveLeg(model, vehicle, gap, labels.timeSec[label]);
  let startSec: number;
  if (gap === length) {
    startSec = Math.max(arriveSec, model.nodeOpenSec[model.firstEnd + vehicle]);
    walk.nextGapSec = startSec;
  } else {
    const inWindowSec = startOfVisit(model, codes[gap], arriveSec);
    startSec = inWindowSec === NONE ? arriveSec : inWindowSec;
    walk.nextGapSec = Math.max(startSec + walk.staySec[gap], walk.releaseSec[gap + 1]);
  }
  const staySec = gap === length ? 0 : walk.staySec[gap];
  const waitSec = walk.nextGapSec - staySec - arriveSec;
  walk.isWaitAhead = waitSec > 0;
  walk.isLossAhead = waitSec > labels.slackSec[label];
}

/** Whether nothing is lost if a label that need not wait rests one visit later. */
function mayRestAtNextGap(model: Model, vehicle: number, label: number, gap: number): boolean {
  const { walk } = model;
  const { slices, breaks: terms } = model.richTerms[vehicle];
  if (slices.length > 0 || gap === walk.visitCount) return false;
  const { labels } = walk;
  if (!mayTakeAllLater(model, terms, label)) return false;
  const drivingSec = walk.drivingAheadSec[gap] - walk.drivingAheadSec[gap + 1];
  const workSec = walk.workAheadSec[gap] - walk.workAheadSec[gap + 1];
  for (let rule = 0; rule < terms.rules.length; rule++) {
    const at = label * terms.rules.length + rule;
    const { drivingSecMax, workSecMax } = terms.rules[rule];
    if (labels.drivingSec[at] + drivingSec > drivingSecMax) return false;
    if (labels.workSec[at] + workSec > workSecMax) return false;
  }
  return true;
}

/** Whether all breaks in windows may be taken at the next gap, as late as the departure may be. */
function mayTakeAllLater(model: Model, terms: BreakTerms, label: number): boolean {
  const { labels, nextGapSec, waits } = model.walk;
  const { options, windowCount } = terms;
  const { isPaid, isBounded, taken, slackSec } = labels;
  let sec = nextGapSec;
  for (let turn = taken[label]; turn < windowCount; turn++) {
    const { openSec, closeSec, restSec } = options[turn];
    sec = Math.max(sec, openSec);
    if (sec > closeSec) return false;
    // Where there is a wait to save, a later rest bounds the departure sooner.
    if (waits && (isPaid || isBounded) && slackSec[label] > closeSec - sec) return false;
    sec += restSec;
  }
  return true;
}

/** The label after a rest, or `NONE` where it cannot be taken here. */
function takeRest(
  labels: Labels,
  terms: BreakTerms,
  at: number,
  from: number,
  gap: number,
): number {
  const option: RestOption = terms.options[at];
  const { turn, openSec, closeSec, restSec } = option;
  if (turn !== NONE && turn !== labels.taken[from]) return NONE;
  const startSec = Math.max(labels.timeSec[from], openSec);
  if (startSec > closeSec) return NONE;
  const label = copyLabel(labels, from, gap, at);
  waitUntil(labels, label, startSec);
  boundSlack(labels, label, closeSec - startSec);
  labels.timeSec[label] = startSec + restSec;
  if (!option.paid) labels.unpaidSec[label] += restSec;
  if (turn !== NONE) labels.taken[label]++;
  return label;
}

/** Takes every label to the next visit. */
function visitNext(model: Model, vehicle: number, codes: Int32Array, gap: number): void {
  const { labels, drivingAheadSec, workAheadSec, isTolerant } = model.walk;
  const { breaks } = model.richTerms[vehicle];
  const { options } = breaks;
  for (let i = 0; i < labels.listLength; i++) {
    const label = copyLabel(labels, labels.list[i], gap, NONE);
    if (!driveTo(model, vehicle, label, gap)) continue;
    if (!visit(model, vehicle, codes[gap], label, gap)) continue;
    const turn = labels.taken[label];
    const isMissed = turn < breaks.windowCount && labels.timeSec[label] > options[turn].closeSec;
    if (isMissed && !isTolerant) continue;
    settleRules(labels, label, breaks, drivingAheadSec[gap + 1], workAheadSec[gap + 1]);
    keepAtNextGap(labels, label);
  }
  goToNextGap(labels);
}

/** Drives along the leg behind a gap; gives whether the rules are kept. */
export function driveTo(model: Model, vehicle: number, label: number, gap: number): boolean {
  const { labels } = model.walk;
  const arriveSec = driveLeg(model, vehicle, gap, labels.timeSec[label]);
  const drivingSec = arriveSec - labels.timeSec[label];
  labels.timeSec[label] = arriveSec;
  return works(model, vehicle, label, drivingSec, drivingSec);
}

/** Counts driving and work against the rules; gives whether they are kept. */
export function works(
  model: Model,
  vehicle: number,
  label: number,
  drivingSec: number,
  workSec: number,
): boolean {
  const { labels, isTolerant } = model.walk;
  const { rules } = model.richTerms[vehicle].breaks;
  for (let rule = 0; rule < rules.length; rule++) {
    const at = label * rules.length + rule;
    const { drivingSecMax, workSecMax } = rules[rule];
    if (drivingSec > 0 && Number.isFinite(drivingSecMax)) {
      labels.drivingSec[at] += drivingSec;
      if (labels.drivingSec[at] > drivingSecMax) {
        if (!isTolerant) return false;
        labels.latenessUnits[label] += FAULT_UNITS;
      }
    }
    if (workSec > 0 && Number.isFinite(workSecMax)) {
      labels.workSec[at] += workSec;
      if (labels.workSec[at] > workSecMax) {
        if (!isTolerant) return false;
        labels.latenessUnits[label] += FAULT_UNITS;
      }
    }
  }
  return true;
}

/** Serves or unloads where the label has arrived; gives whether the rules are kept. */
function visit(model: Model, vehicle: number, code: number, label: number, gap: number): boolean {
  const { walk, codeStop, stopLateAfterSec, stopLateUnits } = model;
  const { labels } = walk;
  const stop = codeStop[code];
  let startSec = startOfVisit(model, code, labels.timeSec[label]);
  if (startSec === NONE) {
    if (!walk.isTolerant) return false;
    startSec = labels.timeSec[label];
    labels.latenessUnits[label] += FAULT_UNITS + startSec;
  }
  waitUntil(labels, label, startSec);
  const windows = model.codeWindows[code];
  if (windows !== undefined) boundSlack(labels, label, windowEnd(windows, startSec) - startSec);
  if (stop !== NONE && stopLateUnits[stop] > 0) {
    boundSlack(labels, label, stopLateAfterSec[stop] - startSec);
    const lateSec = Math.max(0, startSec - stopLateAfterSec[stop]);
    labels.latenessUnits[label] += lateSec * stopLateUnits[stop];
  }
  labels.timeSec[label] = startSec + walk.staySec[gap];
  if (walk.releaseSec[gap + 1] > labels.timeSec[label]) {
    waitUntil(labels, label, walk.releaseSec[gap + 1]);
  }
  return works(model, vehicle, label, 0, walk.staySec[gap]);
}
