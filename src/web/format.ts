import { LOCALE, text } from "./text/text.ts";

const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat(LOCALE, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});

/** Whole number with the language's grouping, for example `1,240`. */
export function formatNumber(value: number): string {
  return whole.format(value);
}

/** Metres as kilometres, for example `12.4 km`; from 100 km on without the digit. */
export function formatKm(metres: number): string {
  const format = metres >= 100_000 ? whole : oneDigit;
  return text("unit.km", { value: format.format(metres / 1000) });
}

/** Kilograms: tonnes with one digit from one tonne on. */
export function formatWeight(kilograms: number): string {
  return kilograms >= 1000
    ? text("unit.tonnes", { value: oneDigit.format(kilograms / 1000) })
    : formatKg(kilograms);
}

/** Whole kilograms, for example `1,240 kg`. */
export function formatKg(kilograms: number): string {
  return text("unit.kg", { value: whole.format(kilograms) });
}

/** Litres as cubic metres from 10,000 on, else whole litres. */
export function formatVolume(litres: number): string {
  return litres >= 10_000
    ? text("unit.cubicMetres", { value: oneDigit.format(litres / 1000) })
    : text("unit.litres", { value: whole.format(litres) });
}

/** A weight against its limit in the unit of the limit, for example `2.9 of 6.5 t`. */
export function formatWeightOf(kilograms: number, limitKg: number): string {
  return limitKg >= 1000
    ? text("unit.tonnesOf", thousandths(kilograms, limitKg))
    : text("unit.kgOf", { value: whole.format(kilograms), limit: whole.format(limitKg) });
}

/** A volume against its limit in the unit of the limit, for example `9.2 of 16.0 m³`. */
export function formatVolumeOf(litres: number, limitL: number): string {
  return limitL >= 1000
    ? text("unit.cubicMetresOf", thousandths(litres, limitL))
    : text("unit.litresOf", { value: whole.format(litres), limit: whole.format(limitL) });
}

function thousandths(value: number, limit: number): { value: string; limit: string } {
  return { value: oneDigit.format(value / 1000), limit: oneDigit.format(limit / 1000) };
}

/** Seconds as hours and minutes, for example `7 h 25 min`, rounded to the minute. */
export function formatDuration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return text("unit.minutes", { value: whole.format(rest) });
  if (rest === 0) return text("unit.hours", { value: whole.format(hours) });
  return text("unit.hoursMinutes", { hours: whole.format(hours), minutes: whole.format(rest) });
}

/** Seconds as hours with one digit, for sums such as `13.8 h`. */
export function formatHours(seconds: number): string {
  return text("unit.hours", { value: oneDigit.format(seconds / 3600) });
}

/** Hours until something, in the coarsest unit that still tells: hours, then days. */
export function formatHoursAhead(hours: number): string {
  if (hours < 1) return text("unit.underAnHour");
  if (hours < 48) return text("unit.hours", { value: whole.format(hours) });
  return text("unit.days", { value: oneDigit.format(hours / 24) });
}

/** Cents as whole units of the city's money; the service names no currency. */
export function formatMoney(cents: number): string {
  return whole.format(cents / 100);
}

/** Percent without digits, for example `87 %`. */
export function formatPercent(percent: number): string {
  return text("unit.percent", { value: whole.format(percent) });
}

/** Probability from 0 to 1 as percent; the ends are said as bounds, never as certain. */
export function formatProbability(probability: number): string {
  const percent = probability * 100;
  if (percent > 0 && percent < 1) return text("unit.underOnePercent");
  if (percent > 99 && percent < 100) return text("unit.overNinetyNinePercent");
  return formatPercent(percent);
}

/** A signed difference, for example `+1.2 km`; the sign of nothing is a plus-minus. */
export function formatDifference(value: number, format: (magnitude: number) => string): string {
  const magnitude = format(Math.abs(value));
  if (magnitude === format(0)) return `±${magnitude}`;
  return `${value < 0 ? "−" : "+"}${magnitude}`;
}

/** ISO day as words, for example `Tue 24 November`. */
export function formatDay(isoDay: string): string {
  const formatter = new Intl.DateTimeFormat(LOCALE, {
    weekday: "short",
    day: "numeric",
    month: "long",
    timeZone: "UTC",
  });
  return formatter.format(new Date(`${isoDay}T12:00:00Z`));
}

/** Name of a weekday counted from Monday, for example `Friday` of 4. */
export function formatWeekday(fromMonday: number): string {
  const formatter = new Intl.DateTimeFormat(LOCALE, { weekday: "long", timeZone: "UTC" });
  return formatter.format(Date.UTC(2026, 0, 5 + fromMonday)); // the fifth was a Monday
}

/** A time in the area's zone, for example `24 Nov, 06:30`. */
export function formatMoment(isoTime: string, timeZone: string): string {
  const formatter = new Intl.DateTimeFormat(LOCALE, {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone,
  });
  return formatter.format(new Date(isoTime));
}

/** How long ago a time was, for example `2 hours ago`. */
export function formatAge(isoTime: string, nowMs: number): string {
  const seconds = (Date.parse(isoTime) - nowMs) / 1000;
  const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: "auto" });
  const steps = [
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
  ] as const;
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return relative.format(0, "minute");
}
