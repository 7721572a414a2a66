import { en } from "./en.ts";

/** A sentence, or its forms by number, with `{names}` where values go. */
type Phrase = string | { readonly one: string; readonly other: string };
export type TextKey = keyof typeof en;
type TextTable = Readonly<Record<TextKey, Phrase>>;
export type TextValues = Readonly<Record<string, string | number>>;

const table: TextTable = en;

/** Language of the page, for `<html lang>`. */
export const LANGUAGE = "en";

/** How the language writes numbers and dates, for `Intl`. */
export const LOCALE = "en-GB";

const plurals = new Intl.PluralRules(LANGUAGE);
const numbers = new Intl.NumberFormat(LOCALE);

/**
 * The sentence of a key in the page's language.
 *
 * @param values what stands for each `{name}`; numbers are written the language's way, and
 *   `count` chooses between the forms of the phrase
 */
export function text(key: TextKey, values: TextValues = {}): string {
  return fillIn(chooseForm(table[key], values["count"]), values);
}

function chooseForm(phrase: Phrase, count: string | number | undefined): string {
  if (typeof phrase === "string") return phrase;
  return plurals.select(Number(count)) === "one" ? phrase.one : phrase.other;
}

/** Puts values into a sentence; a name without a value stays as it is, so that it is seen. */
export function fillIn(sentence: string, values: TextValues): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? numbers.format(value) : value;
  });
}

/** The sentence of a key that came from the service, or the code itself where it is unknown. */
export function textOfCode(prefix: string, code: string): string {
  const key = `${prefix}.${code}`;
  return key in table ? text(key as TextKey) : code;
}
