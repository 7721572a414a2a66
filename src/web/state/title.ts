import { effect } from "@preact/signals";
import { text } from "../text/text.ts";
import { area, job, proposals } from "./store.ts";

/** Says in the tab's title what waits for the dispatcher, for when he looks at something else. */
export function followTitle(): void {
  effect(() => {
    document.title = pageTitle({
      area: area.value?.name ?? "",
      proposalCount: proposals.value.length,
      isBusy: job.value !== null,
    });
  });
}

/** Proposals first: they are what the dispatcher must answer. */
export function pageTitle(state: {
  readonly area: string;
  readonly proposalCount: number;
  readonly isBusy: boolean;
}): string {
  const place = state.area === "" ? "Fillroute" : `${state.area} · Fillroute`;
  if (state.proposalCount > 0)
    return `${text("title.proposals", { count: state.proposalCount })} · ${place}`;
  return state.isBusy ? `${text("title.busy")} · ${place}` : place;
}
