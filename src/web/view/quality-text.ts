import { textOfCode } from "../text/text.ts";

/** What a reading says of its own trust. */
export interface ReadingTrust {
  readonly quality: number;
  readonly reasons: readonly string[];
}

/** How far a reading is believed, and why not wholly. */
export function qualityText({ quality, reasons }: ReadingTrust): string {
  const name = textOfCode("quality", String(quality));
  return reasons.length === 0 ? name : `${name}: ${doubtsText([{ quality, reasons }])}`;
}

/** All reasons why some readings are not believed, each once; empty where none is told. */
export function doubtsText(readings: readonly ReadingTrust[]): string {
  const codes = new Set(readings.flatMap(({ reasons }) => reasons));
  return [...codes].map((code) => textOfCode("doubt", code)).join(", ");
}
