import { signal } from "@preact/signals";
import { formatDay } from "../format.ts";
import { chooseArea, planAgain, releasePlan } from "../state/actions.ts";
import { area, areas, current, isDeciding, job } from "../state/store.ts";
import { text, textOfCode } from "../text/text.ts";
import { ConfirmDialog } from "./dialogs.tsx";
import { Icon } from "./icons.tsx";

const isAsking = signal(false);

/** Bar at the top: whose day it is, where its plan stands, and what can be done with it. */
export function Header() {
  return (
    <header class="bar">
      <a class="skip" href="#plan">
        {text("app.skip")}
      </a>
      <div class="brand">
        <img src="./icon.svg" alt="" width="28" height="28" />
        <span class="brand-name">Fillroute</span>
      </div>
      <Title />
      <PlanState />
      <div class="bar-actions">
        <PlanButtons />
      </div>
    </header>
  );
}

function Title() {
  const shown = area.value;
  if (shown === null) return <h1 class="unseen">Fillroute</h1>;
  if (areas.value.length < 2) {
    return (
      <h1 class="bar-title">
        <span class="bar-area">{shown.name}</span>
        <span class="bar-day">{formatDay(shown.today)}</span>
      </h1>
    );
  }
  return (
    <div class="bar-title">
      <h1 class="unseen">{text("app.title", { area: shown.name, day: shown.today })}</h1>
      <select
        class="bar-area"
        aria-label={text("app.area")}
        value={shown.id}
        onChange={(event) => void chooseArea(event.currentTarget.value)}
      >
        {areas.value.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <span class="bar-day">{formatDay(shown.today)}</span>
    </div>
  );
}

function PlanState() {
  const plan = current.value?.plan;
  if (plan === undefined) return null;
  return (
    <p class={`state state-${plan.state}`}>
      <strong>{textOfCode("state", plan.state)}</strong>{" "}
      <span>{text("state.version", { version: plan.version })}</span>
    </p>
  );
}

function PlanButtons() {
  const plan = current.value?.plan;
  if (plan === undefined) return null;
  const isBusy = job.value !== null || isDeciding.value;
  return (
    <>
      <button type="button" class="button" disabled={isBusy} onClick={() => void planAgain()}>
        <Icon name="again" />
        {text("app.planAgain")}
      </button>
      {plan.state === "draft" && (
        <button
          type="button"
          class="button button-main"
          disabled={isBusy}
          onClick={() => {
            isAsking.value = true;
          }}
        >
          {text("app.release")}
        </button>
      )}
      {isAsking.value && <ReleaseDialog />}
    </>
  );
}

function ReleaseDialog() {
  const plan = current.value?.plan;
  if (plan === undefined) return null;
  const { version, totals, warnings } = plan;
  const warned = warnings.length > 0;
  return (
    <ConfirmDialog
      title={text("release.title")}
      confirm={text("release.confirm")}
      onConfirm={() => void releasePlan(plan.id)}
      onClose={() => {
        isAsking.value = false;
      }}
    >
      <p>{text("release.text", { count: totals.vehicleCount, version })}</p>
      {warned && <p>{text("release.warnings", { count: warnings.length })}</p>}
    </ConfirmDialog>
  );
}
