import { formatMoney, formatPercent } from "../format.ts";
import { cancelJob } from "../state/actions.ts";
import { dismissToast, isDeciding, isOffline, job, toasts } from "../state/store.ts";
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
