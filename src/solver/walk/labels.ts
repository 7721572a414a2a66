import { NONE } from "../../base/index.ts";
import type { BreakTerms, RestOption } from "../compile/rich-terms.ts";

/** How many ways of resting are kept from one visit to the next, and at one gap. */
const LABELS_MAX = 8;
const LABELS_AT_GAP_MAX = 24;
/** What counts against a rule that no driving or work still ahead can break. */
const SETTLED_SEC = Number.NEGATIVE_INFINITY;

/**
 * Ways of taking breaks so far, one label each: how late it is, what has been driven and worked
 * since the last rests, and what it has cost. A label's `parent` and the rest taken from there
 * (`NONE` where it comes from driving to a visit) lead back to the start.
 *
 * `departSec` is the latest departure known to be as good, `slackSec` how much later it may become
 * by waiting; with several windows, queues or travel times by the hour both are estimates.
 */
export interface Labels {
  count: number;
  timeSec: Float64Array;
  departSec: Float64Array;
  slackSec: Float64Array;
  unpaidSec: Float64Array;
  latenessUnits: Float64Array;
  /** How many breaks in windows have been taken. */
  taken: Int32Array;
  parent: Int32Array;
  option: Int32Array;
  gap: Int32Array;
  /** `label * ruleCount + rule`. */
  drivingSec: Float64Array;
  workSec: Float64Array;
  hasFirstPart: Uint8Array;
  ruleCount: number;
  /** Whether time out costs, and whether it is bounded: then the departure matters. */
  isPaid: boolean;
  isBounded: boolean;
  /** Labels at the gap reached. */
  readonly list: Int32Array;
  listLength: number;
  readonly nextList: Int32Array;
  nextLength: number;
}

/** Room for labels. */
export function newLabels(): Labels {
  return {
    ...newRoom(0, 0), // until a vehicle has breaks
    count: 0,
    ruleCount: 0,
    isPaid: false,
    isBounded: false,
    list: new Int32Array(LABELS_AT_GAP_MAX),
    listLength: 0,
    nextList: new Int32Array(LABELS_AT_GAP_MAX),
    nextLength: 0,
  };
}

function newRoom(size: number, ruleCount: number) {
  return {
    timeSec: new Float64Array(size),
    departSec: new Float64Array(size),
    slackSec: new Float64Array(size),
    unpaidSec: new Float64Array(size),
    latenessUnits: new Float64Array(size),
    taken: new Int32Array(size),
    parent: new Int32Array(size),
    option: new Int32Array(size),
    gap: new Int32Array(size),
    drivingSec: new Float64Array(size * ruleCount),
    workSec: new Float64Array(size * ruleCount),
    hasFirstPart: new Uint8Array(size * ruleCount),
  };
}

/** Forgets all labels; room for as many as a route of `legCount` legs can need. */
export function clearLabels(labels: Labels, legCount: number, ruleCount: number): void {
  const size = 1 + legCount * (2 * LABELS_AT_GAP_MAX + 1);
  if (labels.timeSec.length < size || labels.drivingSec.length < size * ruleCount) {
    Object.assign(labels, newRoom(2 * size, Math.max(1, ruleCount)));
  }
  labels.count = 0;
  labels.ruleCount = ruleCount;
  labels.listLength = 0;
}

/** Writes the label that leaves at the earliest departure, and nothing else yet. */
export function startLabel(
  labels: Labels,
  terms: BreakTerms,
  departureSec: number,
  slackSec: number,
): void {
  labels.timeSec[0] = departureSec;
  labels.departSec[0] = departureSec;
  labels.slackSec[0] = slackSec;
  labels.unpaidSec[0] = 0;
  labels.latenessUnits[0] = 0;
  labels.taken[0] = 0;
  labels.parent[0] = NONE;
  labels.option[0] = NONE;
  labels.gap[0] = 0;
  for (let rule = 0; rule < labels.ruleCount; rule++) {
    const { drivingSecMax, workSecMax } = terms.rules[rule];
    labels.drivingSec[rule] = Number.isFinite(drivingSecMax) ? terms.drivingSec : 0;
    labels.workSec[rule] = Number.isFinite(workSecMax) ? terms.workSec : 0;
    labels.hasFirstPart[rule] = 0;
  }
  labels.count = 1;
  labels.list[0] = 0;
  labels.listLength = 1;
}

/** Copies a label to the one behind the last, which counts once it is kept; gives its index. */
export function copyLabel(labels: Labels, from: number, gap: number, option: number): number {
  const to = labels.count;
  replaceLabel(labels, to, from);
  labels.parent[to] = from;
  labels.option[to] = option;
  labels.gap[to] = gap;
  return to;
}

function replaceLabel(labels: Labels, to: number, from: number): void {
  labels.timeSec[to] = labels.timeSec[from];
  labels.departSec[to] = labels.departSec[from];
  labels.slackSec[to] = labels.slackSec[from];
  labels.unpaidSec[to] = labels.unpaidSec[from];
  labels.latenessUnits[to] = labels.latenessUnits[from];
  labels.taken[to] = labels.taken[from];
  labels.parent[to] = labels.parent[from];
  labels.option[to] = labels.option[from];
  labels.gap[to] = labels.gap[from];
  const { ruleCount } = labels;
  for (let rule = 0; rule < ruleCount; rule++) {
    labels.drivingSec[to * ruleCount + rule] = labels.drivingSec[from * ruleCount + rule];
    labels.workSec[to * ruleCount + rule] = labels.workSec[from * ruleCount + rule];
    labels.hasFirstPart[to * ruleCount + rule] = labels.hasFirstPart[from * ruleCount + rule];
  }
}

/** Lets a label wait until `sec`: as far as it may, it leaves later instead. */
export function waitUntil(labels: Labels, label: number, sec: number): void {
  const waitSec = sec - labels.timeSec[label];
  const shiftSec = Math.min(waitSec, labels.slackSec[label]);
  labels.departSec[label] += shiftSec;
  labels.slackSec[label] -= shiftSec;
  labels.timeSec[label] = sec;
}

/** Bounds how much later a label may leave. */
export function boundSlack(labels: Labels, label: number, slackSec: number): void {
  if (slackSec < labels.slackSec[label]) labels.slackSec[label] = Math.max(0, slackSec);
}

/**
 * Rests: gives whether that changes what counts against some rule.
 */
export function restRules(
  labels: Labels,
  label: number,
  terms: BreakTerms,
  option: RestOption,
): boolean {
  const { ruleCount, drivingSec, workSec, hasFirstPart } = labels;
  let changes = false;
  for (let rule = 0; rule < ruleCount; rule++) {
    const at = label * ruleCount + rule;
    if (drivingSec[at] === SETTLED_SEC) continue;
    const { restSec, firstPartSec, secondPartSec } = terms.rules[rule];
    const ends =
      option.restSec >= restSec || (hasFirstPart[at] === 1 && option.restSec >= secondPartSec);
    if (ends) {
      if (drivingSec[at] > 0 || workSec[at] > 0) changes = true;
      drivingSec[at] = 0;
      workSec[at] = 0;
      hasFirstPart[at] = 0;
    } else if (option.restSec >= firstPartSec && hasFirstPart[at] === 0) {
      hasFirstPart[at] = 1;
      changes = true;
    }
  }
  return changes;
}

/** Notes which rules a label keeps to the end without another rest. */
export function settleRules(
  labels: Labels,
  label: number,
  terms: BreakTerms,
  drivingAheadSec: number,
  workAheadSec: number,
): void {
  const { ruleCount, drivingSec, workSec, hasFirstPart } = labels;
  for (let rule = 0; rule < ruleCount; rule++) {
    const at = label * ruleCount + rule;
    const { drivingSecMax, workSecMax } = terms.rules[rule];
    if (drivingSec[at] + drivingAheadSec > drivingSecMax) continue;
    if (workSec[at] + workAheadSec > workSecMax) continue;
    drivingSec[at] = SETTLED_SEC;
    workSec[at] = SETTLED_SEC;
    hasFirstPart[at] = 1;
  }
}

/** Whether a label keeps every rule to the end without another rest. */
export function areSettled(labels: Labels, label: number): boolean {
  const { ruleCount, drivingSec } = labels;
  for (let rule = 0; rule < ruleCount; rule++) {
    if (drivingSec[label * ruleCount + rule] !== SETTLED_SEC) return false;
  }
  return true;
}

/**
 * Keeps the label behind the last at this gap, unless another there is no worse in anything. It
 * takes the place of one behind position `from` of the list that came here and is itself no better:
 * of rests that come to the same the later ones are taken.
 */
export function keepAtGap(labels: Labels, label: number, from: number): void {
  const { list, option } = labels;
  let place = labels.listLength;
  for (let i = 0; i < labels.listLength; i++) {
    const mayGo = i > from && option[list[i]] === NONE; // nothing has come from it yet
    if (mayGo && isNoWorse(labels, label, list[i])) place = i;
    else if (isNoWorse(labels, list[i], label)) return;
  }
  if (place < labels.listLength) replaceLabel(labels, list[place], label);
  else if (place < LABELS_AT_GAP_MAX) {
    list[labels.listLength++] = label;
    labels.count++;
  }
}

/** As `keepAtGap` for the next gap, where those that the label beats in everything fall out. */
export function keepAtNextGap(labels: Labels, label: number): void {
  const { nextList } = labels;
  for (let i = 0; i < labels.nextLength; i++) {
    if (isNoWorse(labels, nextList[i], label)) return;
  }
  let kept = 0;
  for (let i = 0; i < labels.nextLength; i++) {
    if (!isNoWorse(labels, label, nextList[i])) nextList[kept++] = nextList[i];
  }
  labels.nextLength = kept;
  if (kept < LABELS_MAX) labels.nextLength++;
  else {
    kept = latestOf(labels);
    if (labels.timeSec[nextList[kept]] <= labels.timeSec[label]) return;
  }
  nextList[kept] = label;
  labels.count++;
}

function latestOf({ nextList, nextLength, timeSec }: Labels): number {
  let latest = 0;
  for (let i = 1; i < nextLength; i++) {
    if (timeSec[nextList[i]] > timeSec[nextList[latest]]) latest = i;
  }
  return latest;
}

/** Goes on to the labels of the next gap. */
export function goToNextGap(labels: Labels): void {
  for (let i = 0; i < labels.nextLength; i++) labels.list[i] = labels.nextList[i];
  labels.listLength = labels.nextLength;
  labels.nextLength = 0;
}

/** Whether label `a` is no worse than `b` in anything that can matter behind the gap. */
function isNoWorse(labels: Labels, a: number, b: number): boolean {
  const { timeSec, departSec, slackSec, unpaidSec, latenessUnits, taken, ruleCount } = labels;
  if (timeSec[a] > timeSec[b] || latenessUnits[a] > latenessUnits[b]) return false;
  // A break in a window that is still ahead can also be the rest that a rule asks for.
  if (ruleCount === 0 ? taken[a] < taken[b] : taken[a] !== taken[b]) return false;
  const outSecA = timeSec[a] - departSec[a];
  const outSecB = timeSec[b] - departSec[b];
  const latestA = departSec[a] + slackSec[a];
  const latestB = departSec[b] + slackSec[b];
  if (labels.isBounded && outSecA > outSecB) return false;
  if (labels.isPaid && outSecA - unpaidSec[a] > outSecB - unpaidSec[b]) return false;
  // What waiting there is still to come makes the departure later, up to the latest.
  if ((labels.isBounded || labels.isPaid) && latestA < latestB) return false;
  for (let rule = 0; rule < ruleCount; rule++) {
    const atA = a * ruleCount + rule;
    const atB = b * ruleCount + rule;
    if (labels.drivingSec[atA] > labels.drivingSec[atB]) return false;
    if (labels.workSec[atA] > labels.workSec[atB]) return false;
    if (labels.hasFirstPart[atA] < labels.hasFirstPart[atB]) return false;
  }
  return true;
}
