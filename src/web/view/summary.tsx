import {
  formatHours,
  formatKg,
  formatKm,
  formatMoney,
  formatNumber,
  formatWeight,
} from "../format.ts";
import { shown } from "../state/store.ts";
import { type TextKey, text } from "../text/text.ts";
import { Icon } from "./icons.tsx";

/** The day in figures, and what the dispatcher should know before releasing it. */
export function Summary() {
  const plan = shown.value?.plan;
  if (plan === undefined) return null;
  const { totals, warnings } = plan;
  const figures: readonly (readonly [TextKey, string])[] = [
    ["figures.trucks", formatNumber(totals.vehicleCount)],
    ["figures.stops", formatNumber(totals.stopCount)],
    ["figures.lifts", formatNumber(totals.liftCount)],
    ["figures.distance", formatKm(totals.distanceM)],
    ["figures.duration", formatHours(totals.durationSec)],
    ["figures.weight", formatWeight(totals.weightKg)],
    ["figures.cost", formatMoney(totals.costCents)],
    ["figures.co2", formatKg(totals.co2Kg)],
  ];
  return (
    <section class="summary">
      <h2 class="unseen">{text("figures.title")}</h2>
      <dl class="figures">
        {figures.map(([key, value]) => (
          <div key={key} class="figure">
            <dt>{text(key)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {warnings.length > 0 && (
        <details class="warnings">
          <summary>
            <Icon name="warning" /> {text("warnings.title", { count: warnings.length })}
          </summary>
          <ul>
            {warnings.map(({ code, detail }) => (
              <li key={`${code} ${detail}`}>{detail}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
