import { attempt, refresh } from "./actions.ts";
import { findRunningJob } from "./jobs.ts";
import { area, hasLooked, needsKey } from "./store.ts";

const POLL_MS = 2_000;
/** While there is no city yet, its import is watched more closely. */
const POLL_EMPTY_MS = 1_000;
/** Nobody looks at a hidden tab, but its title may tell of a proposal. */
const POLL_HIDDEN_MS = 15_000;

/** Keeps the page in step with the service for as long as it is open. */
export function startPolling(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = async (): Promise<void> => {
    clearTimeout(timer);
    if (!needsKey.value) await attempt(lookOnce);
    hasLooked.value = true;
    timer = setTimeout(look, pause());
  };
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) void look();
  });
  void look();
}

async function lookOnce(): Promise<void> {
  await refresh();
  await findRunningJob(() => attempt(refresh));
}

function pause(): number {
  if (document.hidden) return POLL_HIDDEN_MS;
  return area.value === null ? POLL_EMPTY_MS : POLL_MS;
}
