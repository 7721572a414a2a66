import type { ContainerForecastBody } from "../api/types.ts";
import { formatDifference, formatMoment, formatPercent, formatWeekday } from "../format.ts";
import { text, textOfCode } from "../text/text.ts";

/** A weekday is named where it fills by this share more than the mean day. */
const BUSY_SHARE = 0.1;

/** What a forecast rests on and when the container is due, in sentences. */
export function forecastText(forecast: ContainerForecastBody, timeZone: string): string {
  const { basis, dueAt, ratePercentPerDay, rateSpread, tooEarlyUntil } = forecast;
  const sentences = [
    textOfCode("basis", basis),
    text("forecast.rate", {
      percent: formatPercent(ratePercentPerDay),
      spread: formatPercent(rateSpread * 100),
    }),
    busiestDay(forecast.weekdayFactors),
    tooEarlyUntil === null
      ? ""
      : text("forecast.tooEarly", { moment: formatMoment(tooEarlyUntil, timeZone) }),
    dueText(forecast, dueAt, timeZone),
  ];
  return sentences.filter(Boolean).join(" ");
}

function dueText(
  { computedAt }: ContainerForecastBody,
  dueAt: string | null,
  timeZone: string,
): string {
  if (dueAt === null) return text("forecast.notDue");
  if (Date.parse(dueAt) <= Date.parse(computedAt)) return text("forecast.dueNow");
  return text("forecast.due", { moment: formatMoment(dueAt, timeZone) });
}

function busiestDay(factors: readonly number[]): string {
  const most = Math.max(...factors);
  if (most < 1 + BUSY_SHARE) return "";
  const share = formatDifference((most - 1) * 100, formatPercent);
  return text("forecast.busiest", { weekday: formatWeekday(factors.indexOf(most)), share });
}
