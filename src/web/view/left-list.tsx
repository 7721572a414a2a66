import { computed, signal } from "@preact/signals";
import { type LeftContainer, notDue, searchLeft } from "../state/left-view.ts";
import { containers, selectContainer, selectSite, shown, streams } from "../state/store.ts";
import { text } from "../text/text.ts";
import { FillLevel } from "./fill.tsx";
import { Icon } from "./icons.tsx";

/** As many rows as a list shows before it is asked for more. */
const ROWS_STEP = 60;

const query = signal("");
const rowCount = signal(ROWS_STEP);

const left = computed(() => {
  const plan = shown.value?.plan;
  return plan === undefined ? [] : notDue(plan, containers.value);
});
const found = computed(() => searchLeft(left.value, query.value));

/** Containers that stay where they are today, each with its reason. */
export function LeftList() {
  const plan = shown.value?.plan;
  if (plan === undefined) return <p class="empty">{text("left.noPlan")}</p>;
  return (
    <>
      <h3 class="list-title">{text("left.unassigned")}</h3>
      <UnassignedList />
      <h3 class="list-title">{text("left.notDue")}</h3>
      <SearchField />
      <ul class="left">
        {found.value.slice(0, rowCount.value).map((row) => (
          <LeftRow key={row.container.id} row={row} />
        ))}
      </ul>
      {found.value.length === 0 && <p class="empty">{text("left.none")}</p>}
      {found.value.length > rowCount.value && <MoreButton />}
    </>
  );
}

/** How many containers are not collected: the number on the tab. */
export function leftCount(): number {
  const unassigned = shown.value?.plan.unassigned ?? [];
  return left.value.length + unassigned.reduce((sum, stop) => sum + stop.containerIds.length, 0);
}

function UnassignedList() {
  const unassigned = shown.value?.plan.unassigned ?? [];
  if (unassigned.length === 0) return <p class="empty">{text("left.unassignedNone")}</p>;
  return (
    <ul class="left">
      {unassigned.map(({ siteId, siteName, containerIds, reasons }) => (
        <li key={siteId} class="left-row left-unassigned">
          <button type="button" class="left-name" onClick={() => selectSite(siteId)}>
            {siteName}
          </button>
          <span class="muted">{containerIds.join(", ")}</span>
          {reasons.map(({ code, detail }) => (
            <p key={code} class="reason">
              {detail}
            </p>
          ))}
        </li>
      ))}
    </ul>
  );
}

function SearchField() {
  return (
    <div class="search">
      <Icon name="search" />
      <input
        type="search"
        aria-label={text("left.search")}
        placeholder={text("left.search")}
        value={query.value}
        onInput={(event) => {
          query.value = event.currentTarget.value;
          rowCount.value = ROWS_STEP;
        }}
      />
      <p class="search-count muted" role="status">
        {text("left.found", { count: found.value.length })}
      </p>
    </div>
  );
}

function LeftRow({ row }: { readonly row: LeftContainer }) {
  const { container, reason } = row;
  const { forecast, lastReading, site } = container;
  const stream = streams.value.get(container.streamId)?.name ?? container.streamId;
  return (
    <li class="left-row">
      <button type="button" class="left-name" onClick={() => selectContainer(container.id)}>
        {site.name}
      </button>
      <FillLevel
        percent={forecast?.fillPercent ?? lastReading?.fillPercent ?? null}
        overflowProbability={forecast?.overflowProbability24h ?? 0}
      />
      <p class="muted">
        {stream} · {container.id}
      </p>
      {reason !== null && <p class="reason">{reason.text}</p>}
    </li>
  );
}

function MoreButton() {
  const count = Math.min(ROWS_STEP, found.value.length - rowCount.value);
  return (
    <button
      type="button"
      class="button more"
      onClick={() => {
        rowCount.value += ROWS_STEP;
      }}
    >
      {text("left.more", { count })}
    </button>
  );
}
