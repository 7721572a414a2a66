import {
  formatAge,
  formatHours,
  formatKg,
  formatKm,
  formatMoney,
  formatNumber,
  formatWeight,
} from "../format.ts";
import { containersById, selectContainer, shown, silentSensors } from "../state/store.ts";
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
      <SilentSensors />
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

/** Sensors that no longer report: their containers are forecast from their past alone. */
function SilentSensors() {
  const silent = silentSensors.value;
  if (silent.length === 0) return null;
  return (
    <details class="warnings">
      <summary>
        <Icon name="warning" /> {text("sensor.silent", { count: silent.length })}
      </summary>
      <ul>
        {silent.map(({ containerId, lastSeenAt }) => (
          <li key={containerId}>
            <button type="button" class="left-name" onClick={() => selectContainer(containerId)}>
              {containersById.value.get(containerId)?.site.name ?? containerId}
            </button>{" "}
            {containerId}
            {lastSeenAt !== null && `, ${formatAge(lastSeenAt, Date.now())}`}
          </li>
        ))}
      </ul>
    </details>
  );
}
