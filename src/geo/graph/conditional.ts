import type { Tags } from "../osm/data.ts";

/** A moment as signs see it: on the local clock, whatever the year. */
export interface RoadMoment {
  /** 1 to 12. */
  readonly month: number;
  /** 0 is Monday. */
  readonly weekday: number;
  /** Seconds since midnight on the wall clock. */
  readonly daySec: number;
  /** What the day is besides its weekday; absent: neither. */
  readonly holiday?: Holiday;
}

/** A day that signs name by `PH` or `SH`; which days those are is for the caller to know. */
export type Holiday = "public" | "school";

/** What a condition such as `weight>7.5` is held against; null: such conditions never hold. */
export interface Measures {
  readonly weightT: number;
  readonly axleLoadT: number;
  readonly heightM: number;
  readonly widthM: number;
  readonly lengthM: number;
}

const SUFFIX = ":conditional";
const DAY_SEC = 86_400;
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const WEEKDAYS = "Mo Tu We Th Fr Sa Su".split(" ");
/** Stand in a list of weekdays for days of the calendar. */
const HOLIDAYS: Readonly<Record<string, Holiday>> = { PH: "public", SH: "school" };

/** The plain key that a `:conditional` one changes, or undefined for any other key. */
export function conditionedKey(key: string): string | undefined {
  return key.endsWith(SUFFIX) ? key.slice(0, -SUFFIX.length) : undefined;
}

/**
 * Tags as they hold at a moment: each `KEY:conditional` of which a condition holds takes the place
 * of `KEY`; of several the last counts. Conditions that are not understood do not hold.
 */
export function tagsAt(tags: Tags, moment: RoadMoment, measures: Measures | null): Tags {
  const resolved: Record<string, string> = { ...tags };
  for (const [key, text] of Object.entries(tags)) {
    const plain = conditionedKey(key);
    if (plain === undefined) continue;
    for (const { value, conditions } of parseConditional(text) ?? []) {
      if (conditions.every((holds) => holds(moment, measures))) resolved[plain] = value;
    }
  }
  return resolved;
}

/** Whether every part of a conditional value is understood. */
export function isUnderstood(text: string): boolean {
  return parseConditional(text) !== undefined;
}

type Condition = (moment: RoadMoment, measures: Measures | null) => boolean;

interface Clause {
  readonly value: string;
  readonly conditions: readonly Condition[];
}

/** `no @ (Mo-Fr 07:00-10:00 AND weight>7.5); destination @ (22:00-06:00)`. */
function parseConditional(text: string): Clause[] | undefined {
  const clauses: Clause[] = [];
  for (const part of text.split(/;(?![^(]*\))/)) {
    if (part.trim() === "") continue;
    const match = /^([^@]+)@\s*(?:\(([^()]*)\)|([^()]+))$/.exec(part.trim());
    if (match === null) return undefined;
    const words = (match[2] ?? match[3]).split(/\s+AND\s+/i);
    const conditions = words.map((word) => parseMeasure(word.trim()) ?? parseHours(word.trim()));
    if (conditions.some((condition) => condition === undefined)) return undefined;
    clauses.push({
      value: match[1].trim(),
      conditions: conditions.filter((condition) => condition !== undefined),
    });
  }
  return clauses.length === 0 ? undefined : clauses;
}

const MEASURE_OF: Readonly<Record<string, keyof Measures>> = {
  weight: "weightT",
  weightrating: "weightT",
  axleload: "axleLoadT",
  height: "heightM",
  width: "widthM",
  length: "lengthM",
};

function parseMeasure(text: string): Condition | undefined {
  const match = /^([a-z]+)\s*(<=|>=|<|>|=)\s*(\d+(?:\.\d+)?)\s*(?:t|m)?$/.exec(text);
  const name = match === null ? undefined : MEASURE_OF[match[1]];
  if (match === null || name === undefined) return undefined;
  const limit = Number(match[3]);
  return (_moment, measures) => {
    if (measures === null) return false;
    const own = measures[name];
    if (own === limit) return match[2].includes("=");
    return own < limit ? match[2].startsWith("<") : match[2].startsWith(">");
  };
}

interface HoursRule {
  /** 1 to 12; empty: all. */
  readonly months: ReadonlySet<number>;
  /** Null: every day; a list of holidays alone holds on no weekday. */
  readonly weekdays: ReadonlySet<number> | null;
  readonly holidays: ReadonlySet<Holiday>;
  /** Seconds from and to; the end may lie past midnight. */
  readonly spans: readonly (readonly [number, number])[];
  readonly isOff: boolean;
  /** Stands beside the rule before it instead of taking its place. */
  readonly isMore: boolean;
}

/**
 * The part of the language of opening hours that signs use: months, weekdays and times, rules
 * parted by semicolons or commas. `PH` and `SH` hold on the days that the moment says are such; a
 * holiday is still a weekday unless another rule says otherwise (`Mo-Fr 07:00-09:00; PH off`).
 */
function parseHours(text: string): Condition | undefined {
  const rules: HoursRule[] = [];
  for (const list of text.replaceAll(/\s*([,-])\s*/g, "$1").split(";")) {
    for (const [i, one] of list.split(/(?<=\d),(?=[A-Z])/).entries()) {
      if (one.trim() === "") continue;
      const rule = parseRule(one.trim().split(/\s+/), i > 0);
      if (rule === undefined) return undefined;
      rules.push(rule);
    }
  }
  if (rules.length === 0) return undefined;
  return (moment) => {
    let holds = false;
    for (const rule of rules) {
      const isNow = isWithin(rule, moment);
      if (rule.isOff) holds &&= !isNow;
      else if (isNow) holds = true;
      else if (!rule.isMore && isOnDay(rule, moment)) holds = false;
    }
    return holds;
  };
}

function parseRule(words: readonly string[], isMore: boolean): HoursRule | undefined {
  const rest = [...words];
  const isOff = rest.at(-1) === "off";
  if (isOff) rest.pop();
  let months = new Set<number>();
  let weekdays: Set<number> | null = null;
  let holidays = new Set<Holiday>();
  let spans: (readonly [number, number])[] = [[0, DAY_SEC]];
  const monthList = parseNames(rest[0] ?? "", MONTHS);
  if (monthList !== undefined) {
    months = new Set([...monthList].map((month) => month + 1));
    rest.shift();
  }
  const dayList = parseNames(rest[0] ?? "", WEEKDAYS);
  if (dayList !== undefined) {
    weekdays = dayList;
    holidays = new Set((rest[0] ?? "").split(",").flatMap((name) => HOLIDAYS[name] ?? []));
    rest.shift();
  }
  const hasDays = monthList !== undefined || dayList !== undefined;
  const days = { months, weekdays, holidays, isOff, isMore };
  if (rest.length === 0) return hasDays ? { ...days, spans } : undefined;
  if (rest.length > 1) return undefined;
  if (rest[0] === "24/7") return { ...days, spans };
  const times = rest[0].split(",").map(parseSpan);
  if (times.some((span) => span === undefined)) return undefined;
  spans = times.filter((span) => span !== undefined);
  return { ...days, spans };
}

/** `Mo-Fr,Su` as places in a list of names; the range may run over the end of the week or year. */
function parseNames(text: string, names: readonly string[]): Set<number> | undefined {
  const found = new Set<number>();
  for (const part of text.split(",")) {
    if (names === WEEKDAYS && Object.hasOwn(HOLIDAYS, part)) continue;
    const [first, last, ...more] = part.split("-").map((name) => names.indexOf(name));
    if (first < 0 || (last ?? first) < 0 || more.length > 0) return undefined;
    for (let at = first; ; at = (at + 1) % names.length) {
      found.add(at);
      if (at === (last ?? first)) break;
    }
  }
  return found;
}

function parseSpan(text: string): readonly [number, number] | undefined {
  const match = /^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/.exec(text);
  if (match === null) return undefined;
  const [fromHour, fromMinute, toHour, toMinute] = match.slice(1).map(Number);
  if (fromHour > 24 || toHour > 48 || fromMinute > 59 || toMinute > 59) return undefined;
  const from = fromHour * 3600 + fromMinute * 60;
  const to = toHour * 3600 + toMinute * 60;
  return [from, to <= from ? to + DAY_SEC : to];
}

function isOnDay(
  { months, weekdays, holidays }: HoursRule,
  { month, weekday, holiday }: Pick<RoadMoment, "month" | "weekday" | "holiday">,
): boolean {
  if (months.size > 0 && !months.has(month)) return false;
  if (weekdays === null || weekdays.has(weekday)) return true;
  return holiday !== undefined && holidays.has(holiday);
}

/** Today's spans, and yesterday's that last past midnight; yesterday counts as no holiday. */
function isWithin(rule: HoursRule, moment: RoadMoment): boolean {
  const { month, weekday, daySec } = moment;
  const holds = (sec: number) => rule.spans.some(([from, to]) => from <= sec && sec < to);
  if (isOnDay(rule, moment) && holds(daySec)) return true;
  return isOnDay(rule, { month, weekday: (weekday + 6) % 7 }) && holds(daySec + DAY_SEC);
}
