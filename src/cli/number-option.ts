import { AppError } from "../domain/index.ts";

/** Longest time limit an option takes: a week. */
export const SECONDS_MAX = 604_800;

/** A number given as an option's text. Throws `request/invalid` where it is none or out of range. */
export function numberOption(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= min && value <= max)) {
    throw new AppError(
      "request/invalid",
      `${name} (${text}) must be a number from ${min} to ${max}`,
    );
  }
  return value;
}

/** As `numberOption`, a whole number. */
export function wholeOption(name: string, text: string, min: number, max: number): number {
  const value = numberOption(name, text, min, max);
  if (!Number.isInteger(value)) {
    throw new AppError("request/invalid", `${name} (${text}) must be a whole number`);
  }
  return value;
}
