import { TIME_MAX_SEC } from "../model.ts";
import type { TimeWindow } from "../problem.ts";
import { FIELDS } from "./fields.ts";

/** A fault of a problem: where it is, as a path of fields, and what is wrong. */
export interface ProblemFault {
  readonly path: string;
  readonly detail: string;
}

/** The most that a load, a price, a length or a count may be. */
export const QUANTITY_MAX = 1_000_000_000;

/** How long a list must be, and what it may hold. */
interface ListBounds {
  readonly count: number;
  readonly of: string;
  /** 0 where left out. */
  readonly least?: number;
  /** `QUANTITY_MAX` where left out. */
  readonly most?: number;
}

/** What the checks of all elements are made of; each notes a fault where its rule is broken. */
export interface Checker {
  readonly fault: (path: string, detail: string) => void;
  /** Faults for fields that the element does not have. */
  readonly fields: (path: string, element: keyof typeof FIELDS, value: object) => void;
  /** A whole number within bounds, both included. */
  readonly whole: (path: string, value: unknown, most?: number, least?: number) => boolean;
  /** A time or a length of time. */
  readonly seconds: (path: string, value: unknown, least?: number) => boolean;
  readonly index: (path: string, value: unknown, count: number, of: string) => boolean;
  /** A list of indices, which may be absent. */
  readonly indices: (
    path: string,
    values: readonly number[] | undefined,
    count: number,
    of: string,
  ) => void;
  readonly flag: (path: string, value: unknown) => void;
  /** One whole number for each of `count` things. */
  readonly quantities: (path: string, values: readonly number[], bounds: ListBounds) => boolean;
  readonly span: (path: string, span: TimeWindow) => void;
  readonly windows: (path: string, windows: readonly TimeWindow[] | undefined) => void;
  /** Entries that begin one after the other. */
  readonly ascending: (path: string, entries: readonly { readonly startSec: number }[]) => void;
}

/** A checker that adds to `faults`. */
export function newChecker(faults: ProblemFault[]): Checker {
  const fault = (path: string, detail: string): void => {
    faults.push({ path, detail });
  };
  return {
    fault,
    fields: newFieldCheck(fault),
    ...newNumberChecks(fault),
    ...newTimeChecks(fault),
  };
}

/** A value as a message shows it. */
export function show(value: unknown): string {
  return value === undefined ? "missing" : (JSON.stringify(value) ?? String(value));
}

const NAMES = new Map(
  Object.entries(FIELDS).map(([element, names]) => [element, new Set(names.split(" "))]),
);

function newFieldCheck(fault: Checker["fault"]): Checker["fields"] {
  return (path, element, value) => {
    const known = NAMES.get(element);
    for (const name of Object.keys(value)) {
      if (!known?.has(name)) fault(path === "" ? name : `${path}.${name}`, "is not known");
    }
  };
}

function newNumberChecks(fault: Checker["fault"]) {
  const whole: Checker["whole"] = (path, value, most = QUANTITY_MAX, least = 0) => {
    const fits = Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;
    if (!fits) fault(path, `(${show(value)}) must be a whole number from ${least} to ${most}`);
    return fits;
  };
  const index: Checker["index"] = (path, value, count, of) => {
    const fits = Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) < count;
    if (!fits) fault(path, `(${show(value)}) must be the index of one of ${count} ${of}`);
    return fits;
  };
  const indices: Checker["indices"] = (path, values, count, of) => {
    values?.forEach((value, i) => {
      index(`${path}[${i}]`, value, count, of);
    });
  };
  const flag: Checker["flag"] = (path, value) => {
    if (typeof value !== "boolean") fault(path, `(${show(value)}) must be true or false`);
  };
  const quantities: Checker["quantities"] = (path, values, { count, of, least, most }) => {
    if (!Array.isArray(values) || values.length !== count) {
      fault(path, `must have one entry for each of ${count} ${of}`);
      return false;
    }
    return values.filter((value, i) => !whole(`${path}[${i}]`, value, most, least)).length === 0;
  };
  return { whole, index, indices, flag, quantities };
}

function newTimeChecks(fault: Checker["fault"]) {
  const { whole } = newNumberChecks(fault);
  const fields = newFieldCheck(fault);
  const seconds: Checker["seconds"] = (path, value, least) =>
    whole(path, value, TIME_MAX_SEC, least);
  const span: Checker["span"] = (path, { startSec, endSec }) => {
    const starts = seconds(`${path}.startSec`, startSec);
    const ends = seconds(`${path}.endSec`, endSec);
    if (starts && ends && startSec > endSec) {
      fault(path, `starts (${startSec}) after it ends (${endSec})`);
    }
  };
  const windows: Checker["windows"] = (path, given) => {
    if (given === undefined) return;
    if (given.length === 0) fault(path, "must hold a window: leave it out for no limit");
    given.forEach((window, i) => {
      const at = `${path}[${i}]`;
      fields(at, "window", window);
      span(at, window);
      if (i > 0 && window.startSec <= given[i - 1].endSec) {
        fault(at, `must start after the window before it ends (${given[i - 1].endSec})`);
      }
    });
  };
  const ascending: Checker["ascending"] = (path, entries) => {
    entries.forEach(({ startSec }, i) => {
      const at = `${path}[${i}].startSec`;
      if (!seconds(at, startSec) || i === 0 || startSec > entries[i - 1].startSec) return;
      fault(
        at,
        `(${startSec}) must be above that of the entry before (${entries[i - 1].startSec})`,
      );
    });
  };
  return { seconds, span, windows, ascending };
}
