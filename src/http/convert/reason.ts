import type { CollectionReason } from "../../domain/index.ts";
import type { ReasonBody } from "../schemas/city.ts";

/** A reason as the API shows it, with its numbers made into a sentence. */
export function toReasonBody(reason: CollectionReason): ReasonBody {
  return {
    code: reason.code,
    text: reasonText(reason),
    fillPercent: round(reason.fillPercent, 1),
    fillLowPercent: round(reason.fillLowPercent, 1),
    fillHighPercent: round(reason.fillHighPercent, 1),
    overflowProbability: round(reason.overflowProbability, 4),
    hoursToFull: reason.hoursToFull === null ? null : round(reason.hoursToFull, 1),
    priceCents: Math.round(reason.priceCents),
  };
}

/** The sentence of a reason, for example `82 % full, expected to overflow in 14 h (…)`. */
export function reasonText(reason: CollectionReason): string {
  const full = `${Math.round(reason.fillPercent)} % full`;
  const risk = `probability ${percent(reason.overflowProbability)} before the next visit`;
  switch (reason.code) {
    case "overflow-risk":
      return `${full}, ${overflowText(reason)} (${risk})`;
    case "interval-ends":
      return `${full}; the longest time allowed between two emptyings ends`;
    case "on-the-way":
      return `${full} and close to a route: emptying it today saves later cost (${risk})`;
    case "sensor-alarm":
      return `${full} by its sensor's newest report, ${overflowText(reason)} (${risk})`;
    case "not-due":
      return `${full}, not due: ${overflowText(reason)} (${risk})`;
    case "no-data":
      return (
        `No reading to go by; assumed ${Math.round(reason.fillLowPercent)} to ` +
        `${Math.round(reason.fillHighPercent)} % full (${risk})`
      );
    case "burning":
      return `${full}, but its sensor tells of fire: nobody lifts it until the alarm is cleared`;
    case "left-out":
      return `${full}, on no route today: ${overflowText(reason)} (${risk})`;
  }
}

function overflowText(reason: CollectionReason): string {
  const hours = reason.hoursToFull;
  if (reason.fillPercent >= 100) return "overflowing now";
  if (hours === null) return "the fill does not grow";
  if (hours < 1) return "expected to overflow within the hour";
  if (hours < 48) return `expected to overflow in ${Math.round(hours)} h`;
  return `expected to overflow in ${Math.round(hours / 24)} days`;
}

/** Percent of a probability; never 0 or 100 where it is not certain. */
function percent(probability: number): string {
  if (probability > 0 && probability < 0.005) return "below 1 %";
  if (probability < 1 && probability >= 0.995) return "above 99 %";
  return `${Math.round(probability * 100)} %`;
}

/** Rounds to a number of decimals, so that bodies carry no digits that mean nothing. */
export function round(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}
