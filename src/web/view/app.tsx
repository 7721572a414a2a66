import { formatNumber } from "../format.ts";
import { MapPane } from "../map/map-pane.tsx";
import { planAgain } from "../state/actions.ts";
import {
  area,
  current,
  hasLooked,
  isDeciding,
  job,
  type LoadedPlan,
  selection,
  shown,
  type Tab,
  tab,
} from "../state/store.ts";
import { type TextKey, text } from "../text/text.ts";
import { ContainerPanel } from "./container-panel.tsx";
import { KeyDialog } from "./dialogs.tsx";
import { Header } from "./header.tsx";
import { LeftList, leftCount } from "./left-list.tsx";
import { AlarmNotices, OfflineNotice, Progress, Toasts } from "./notices.tsx";
import { ProposalBanner } from "./proposal.tsx";
import { RouteDetail } from "./route-detail.tsx";
import { RouteList } from "./route-list.tsx";
import { Summary } from "./summary.tsx";

/** The dispatcher's page. */
export function App() {
  return (
    <div class="app">
      <Header />
      <div class="notices">
        <OfflineNotice />
        <AlarmNotices />
        <Progress />
        <ProposalBanner />
      </div>
      {area.value === null ? <Waiting /> : <Work />}
      <Toasts />
      <KeyDialog />
    </div>
  );
}

/** Before there is a city: what is going on, and what to do where nothing is. */
function Waiting() {
  const isIdle = hasLooked.value && job.value === null;
  return (
    <main class="waiting" id="plan" tabIndex={-1}>
      <img src="./icon.svg" alt="" width="56" height="56" />
      <h2>
        {isIdle
          ? text("app.noCity")
          : job.value === null
            ? text("app.looking")
            : text("job.import-city")}
      </h2>
      {isIdle && <p>{text("app.noCityHint")}</p>}
      {job.value !== null && <p>{text("job.importHint")}</p>}
    </main>
  );
}

function Work() {
  const isPanelOpen = selection.value.containerId !== null;
  return (
    <main class={isPanelOpen ? "work work-panel" : "work"}>
      <div class="sheet" id="plan" tabIndex={-1}>
        <Sheet />
      </div>
      <ContainerPanel />
      <MapPane />
    </main>
  );
}

function Sheet() {
  const { vehicleId } = selection.value;
  if (vehicleId !== null && hasRoute(shown.value, vehicleId)) {
    return <RouteDetail vehicleId={vehicleId} />;
  }
  if (shown.value === null) return <NoPlan />;
  return (
    <>
      <Summary />
      <Tabs />
    </>
  );
}

function hasRoute(loaded: LoadedPlan | null, vehicleId: string): boolean {
  return loaded?.plan.routes.some((route) => route.vehicleId === vehicleId) ?? false;
}

function NoPlan() {
  return (
    <div class="no-plan">
      <h2>{text(job.value === null ? "app.noPlan" : "app.planning")}</h2>
      <p class="muted">{text(job.value === null ? "app.noPlanHint" : "app.planningHint")}</p>
      {job.value === null && (
        <button
          type="button"
          class="button button-main"
          disabled={isDeciding.value}
          onClick={() => void planAgain()}
        >
          {text("app.planNow")}
        </button>
      )}
    </div>
  );
}

const TABS: readonly { readonly id: Tab; readonly title: TextKey }[] = [
  { id: "routes", title: "tabs.routes" },
  { id: "left", title: "tabs.left" },
];

function Tabs() {
  const counts: Record<Tab, number> = {
    routes: current.value === null ? 0 : (shown.value?.plan.routes.length ?? 0),
    left: leftCount(),
  };
  return (
    <>
      <div class="tabs" role="tablist" aria-label={text("tabs.label")} onKeyDown={moveTab}>
        {TABS.map(({ id, title }) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`tab-${id}`}
            aria-controls="tab-panel"
            aria-selected={tab.value === id}
            tabIndex={tab.value === id ? 0 : -1}
            onClick={() => {
              tab.value = id;
            }}
          >
            {text(title)} <span class="count">{formatNumber(counts[id])}</span>
          </button>
        ))}
      </div>
      <div class="tab-panel" id="tab-panel" role="tabpanel" aria-labelledby={`tab-${tab.value}`}>
        {tab.value === "routes" ? <RouteList /> : <LeftList />}
      </div>
    </>
  );
}

/** Left and right change the tab, as the pattern for tabs has it. */
function moveTab(event: KeyboardEvent): void {
  const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const at = TABS.findIndex(({ id }) => id === tab.value);
  const next = TABS[(at + step + TABS.length) % TABS.length];
  if (next === undefined) return;
  tab.value = next.id;
  document.getElementById(`tab-${next.id}`)?.focus();
}
