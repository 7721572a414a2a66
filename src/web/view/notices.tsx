import { formatAge, formatMoney, formatPercent } from "../format.ts";
import { cancelJob, clearAlarm } from "../state/actions.ts";
import {
  area,
  containersById,
  dismissToast,
  isDeciding,
  isOffline,
  job,
  selectContainer,
  toasts,
} from "../state/store.ts";
import { text, textOfCode } from "../text/text.ts";
import { Icon } from "./icons.tsx";

/** Work that the service is doing now: step, share done, best cost so far, and a way out. */
export function Progress() {
  const running = job.value;
  const progress = running?.progress ?? null;
  const title = running === null ? "" : textOfCode("job", running.kind);
  const step = progress?.message ?? (running?.state === "queued" ? text("job.queued") : "");
  return (
    <section
      class={running === null ? "progress-none" : "progress"}
      aria-label={text("job.progress")}
    >
      <p class="progress-words" aria-live="polite">
        <strong>{title}</strong> <span>{step}</span>
      </p>
      {running !== null && (
        <>
          <progress class="progress-bar" aria-label={title} max={1} value={progress?.share ?? 0} />
          <span class="progress-figures">
            {formatPercent((progress?.share ?? 0) * 100)}
            {progress?.bestCostCents !== undefined &&
              ` · ${text("job.best", { cost: formatMoney(progress.bestCostCents) })}`}
          </span>
          <button
            type="button"
            class="button button-small"
            disabled={isDeciding.value}
            onClick={() => void cancelJob()}
          >
            {text("job.cancel")}
          </button>
        </>
      )}
    </section>
  );
}

/** Says that the service is away; the page goes on trying. */
export function OfflineNotice() {
  return (
    <div role="status">
      {isOffline.value && (
        <p class="notice notice-warning">
          <Icon name="warning" /> {text("app.offline")}
        </p>
      )}
    </div>
  );
}

/** What sensors cry out, until a dispatcher clears it. */
export function AlarmNotices() {
  return (
    <div role="alert">
      {area.value?.alarms.map(({ id, containerId, kind, lastAt }) => (
        <p key={id} class="notice notice-error">
          <Icon name="warning" />
          <span>
            {text("alarm.at", {
              alarm: textOfCode("alarm", kind),
              site: containersById.value.get(containerId)?.site.name ?? containerId,
              age: formatAge(lastAt, Date.now()),
            })}
          </span>
          <button
            type="button"
            class="button button-small"
            onClick={() => selectContainer(containerId)}
          >
            {text("alarm.show")}
          </button>
          <button
            type="button"
            class="button button-small"
            disabled={isDeciding.value}
            onClick={() => void clearAlarm(id)}
          >
            {text("alarm.clear")}
          </button>
        </p>
      ))}
    </div>
  );
}

/** Messages that come and stay until they are dismissed; the last four at most. */
export function Toasts() {
  return (
    <section class="toasts" aria-label={text("toast.region")} aria-live="polite">
      {toasts.value.map(({ id, kind, message }) => (
        <div key={id} class={`toast toast-${kind}`}>
          <Icon name={kind === "error" ? "warning" : "done"} />
          <p>{message}</p>
          <button
            type="button"
            class="icon-button"
            aria-label={text("toast.dismiss")}
            onClick={() => dismissToast(id)}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
    </section>
  );
}
