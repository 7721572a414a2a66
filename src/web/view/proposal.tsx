import { signal } from "@preact/signals";
import type { ChangeBody, PlanBody } from "../api/types.ts";
import { formatDifference, formatDuration, formatKm } from "../format.ts";
import { acceptProposal, rejectProposal } from "../state/actions.ts";
import { summariseProposal } from "../state/route-view.ts";
import { current, isDeciding, previewId, proposals, selectSite } from "../state/store.ts";
import { type TextKey, text } from "../text/text.ts";
import { Icon } from "./icons.tsx";

const isOpen = signal(false);

/** The oldest proposal that waits for an answer: what, why, what it costs, yes or no. */
export function ProposalBanner() {
  const proposal = proposals.value[0]?.plan;
  return <div aria-live="polite">{proposal !== undefined && <Proposal proposal={proposal} />}</div>;
}

function Proposal({ proposal }: { readonly proposal: PlanBody }) {
  const others = proposals.value.length - 1;
  const isShown = previewId.value === proposal.id;
  return (
    <section class="proposal" aria-label={text("proposal.region")}>
      <Icon name="sensor" />
      <div class="proposal-words">
        <h2>{headline(proposal)}</h2>
        <p>{costSentence(proposal)}</p>
        {others > 0 && <p class="muted">{text("proposal.more", { count: others })}</p>}
        {isShown && <p class="proposal-shown">{text("proposal.preview")}</p>}
        <details
          open={isOpen.value}
          onToggle={(event) => {
            isOpen.value = event.currentTarget.open;
          }}
        >
          <summary>{text("proposal.changes")}</summary>
          <ChangeList changes={proposal.changes} planId={proposal.id} />
        </details>
      </div>
      <ProposalButtons planId={proposal.id} isShown={isShown} />
    </section>
  );
}

function ProposalButtons(props: { readonly planId: string; readonly isShown: boolean }) {
  const { planId, isShown } = props;
  return (
    <div class="proposal-actions">
      <button
        type="button"
        class="button"
        aria-pressed={isShown}
        onClick={() => {
          previewId.value = isShown ? null : planId;
        }}
      >
        {text(isShown ? "proposal.hide" : "proposal.show")}
      </button>
      <button
        type="button"
        class="button"
        disabled={isDeciding.value}
        onClick={() => void rejectProposal(planId)}
      >
        {text("proposal.reject")}
      </button>
      <button
        type="button"
        class="button button-main"
        disabled={isDeciding.value}
        onClick={() => void acceptProposal(planId)}
      >
        {text("proposal.accept")}
      </button>
    </div>
  );
}

function ChangeList(props: { readonly changes: readonly ChangeBody[]; readonly planId: string }) {
  return (
    <ul class="changes">
      {props.changes.map((change) => (
        <li key={`${change.kind} ${change.siteId}`}>
          <button
            type="button"
            class="link"
            onClick={() => {
              previewId.value = props.planId;
              selectSite(change.siteId);
            }}
          >
            {change.siteName}
          </button>{" "}
          <strong>
            {text(`change.${change.kind}` satisfies TextKey, {
              from: change.fromVehicle ?? "",
              to: change.toVehicle ?? change.fromVehicle ?? "",
            })}
          </strong>
          <span class="change-reason">{change.reason}</span>
        </li>
      ))}
    </ul>
  );
}

/** The first added stop speaks for the proposal: where its sensor is and what it saw. */
function headline(proposal: PlanBody): string {
  const first = proposal.changes.find(({ kind }) => kind === "added") ?? proposal.changes[0];
  if (first === undefined) return text("proposal.title");
  return `${text("proposal.sensor", { site: first.siteName })}: ${first.reason}`;
}

function costSentence(proposal: PlanBody): string {
  const { changes, distanceM, durationSec } = summariseProposal(
    proposal,
    current.value?.plan ?? null,
  );
  const what = changes.map(({ kind, vehicle, count }) =>
    text(`proposal.${kind}` satisfies TextKey, { count, vehicle }),
  );
  const cost = [
    formatDifference(distanceM, formatKm),
    formatDifference(durationSec, formatDuration),
  ];
  return [...what, ...cost].join(", ");
}
