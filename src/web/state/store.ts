import { computed, signal } from "@preact/signals";
import type {
  AreaBody,
  ContainerBody,
  DepotBody,
  FacilityBody,
  JobBody,
  PlanBody,
  RoutesGeoJsonBody,
  SensorBody,
  StreamBody,
  VehicleBody,
} from "../api/types.ts";
import { groupBySite, sitePlaces } from "../map/features.ts";

/** A plan with the road lines of its routes. */
export interface LoadedPlan {
  readonly plan: PlanBody;
  readonly routes: RoutesGeoJsonBody;
}

/** What the dispatcher is looking at; the list and the map both follow it. */
export interface Selection {
  readonly vehicleId: string | null;
  readonly tripIndex: number | null;
  readonly siteId: string | null;
  readonly containerId: string | null;
}

export interface Toast {
  readonly id: number;
  readonly kind: "error" | "done";
  readonly message: string;
}

export type Tab = "routes" | "left";

export const NOTHING_SELECTED: Selection = {
  vehicleId: null,
  tripIndex: null,
  siteId: null,
  containerId: null,
};

export const areas = signal<readonly AreaBody[]>([]);
export const area = signal<AreaBody | null>(null);
export const streams = signal<ReadonlyMap<string, StreamBody>>(new Map());
export const depots = signal<readonly DepotBody[]>([]);
export const facilities = signal<readonly FacilityBody[]>([]);
export const vehicles = signal<readonly VehicleBody[]>([]);
export const containers = signal<readonly ContainerBody[]>([]);
/** Health of the sensors by container id, the worst first. */
export const sensors = signal<ReadonlyMap<string, SensorBody>>(new Map());
export const current = signal<LoadedPlan | null>(null);
export const proposals = signal<readonly LoadedPlan[]>([]);
/** Id of the proposal shown in the place of the current plan; null for the current plan. */
export const previewId = signal<string | null>(null);
/** The job that is followed; null where nothing is being computed. */
export const job = signal<JobBody | null>(null);
export const selection = signal<Selection>(NOTHING_SELECTED);
export const tab = signal<Tab>("routes");
export const toasts = signal<readonly Toast[]>([]);
/** True once the first look at the service has ended, well or not. */
export const hasLooked = signal(false);
/** True while the service cannot be reached. */
export const isOffline = signal(false);
/** True while the service wants a key. */
export const needsKey = signal(false);
/** True while an answer to a decision of the dispatcher is awaited. */
export const isDeciding = signal(false);

/** The plan on the map and in the lists: the proposal looked at, or the current one. */
export const shown = computed<LoadedPlan | null>(
  () => proposals.value.find(({ plan }) => plan.id === previewId.value) ?? current.value,
);

export const containersById = computed<ReadonlyMap<string, ContainerBody>>(
  () => new Map(containers.value.map((container) => [container.id, container])),
);

/** Sensors that dispatchers cannot rely on: three reports or more are missing. */
export const silentSensors = computed<readonly SensorBody[]>(() =>
  [...sensors.value.values()].filter(({ state }) => state === "offline"),
);

export const containersBySite = computed(() => groupBySite(containers.value));

export const places = computed(() => sitePlaces(shown.value?.plan ?? null));

/** Short name of each vehicle for plates and badges, by vehicle id. */
export const labels = computed(() => routeLabels(shown.value?.plan ?? null));

/**
 * Short names of a plan's vehicles, all different: the number in the name (`3` of `Truck 3`), with
 * the first letter where numbers repeat (`C2` of `Crane 2`), else 1, 2, 3.
 */
export function routeLabels(plan: PlanBody | null): ReadonlyMap<string, string> {
  const routes = plan?.routes ?? [];
  const numbers = routes.map(({ vehicleName }) => /\d{1,3}(?=\D*$)/.exec(vehicleName)?.[0] ?? "");
  const lettered = routes.map(
    ({ vehicleName }, i) => `${vehicleName.slice(0, 1).toLocaleUpperCase()}${numbers[i]}`,
  );
  const counted = routes.map((_, i) => String(i + 1));
  const chosen = [numbers, lettered].find(
    (names) => new Set(names).size === names.length && !numbers.includes(""),
  );
  return new Map(routes.map(({ vehicleId }, i) => [vehicleId, (chosen ?? counted)[i] ?? ""]));
}

let toastCount = 0;

/** How long a message of success stays; what is wrong stays until it is dismissed. */
const DONE_TOAST_MS = 8_000;

/** Tells the dispatcher something that does not fit at a place of its own. */
export function tell(kind: Toast["kind"], message: string): void {
  toastCount += 1;
  const id = toastCount;
  toasts.value = [...toasts.value.slice(-3), { id, kind, message }];
  if (kind === "done") setTimeout(() => dismissToast(id), DONE_TOAST_MS);
}

export function dismissToast(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

/** Changes what is selected; what is not named stays. */
export function select(change: Partial<Selection>): void {
  selection.value = { ...selection.value, ...change };
}

/** Selects a route, or all of them with null; the trip chosen before is forgotten. */
export function selectRoute(vehicleId: string | null): void {
  select({ vehicleId, tripIndex: null });
  if (vehicleId !== null) tab.value = "routes";
}

/** Opens a container, with its site and its route where it has one. */
export function selectContainer(containerId: string): void {
  const container = containersById.value.get(containerId);
  if (container === undefined) return;
  select({ containerId, siteId: container.site.id });
}

/** Opens a site at its fullest container, and the route that serves it. */
export function selectSite(siteId: string): void {
  const group = containersBySite.value.get(siteId) ?? [];
  const fullest = group.toSorted(
    (a, b) => (b.forecast?.fillPercent ?? -1) - (a.forecast?.fillPercent ?? -1),
  )[0];
  select({ siteId, containerId: fullest?.id ?? null });
}

export function closeContainer(): void {
  select({ containerId: null, siteId: null });
}
