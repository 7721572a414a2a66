import { becomeFacility, type State, setAlternative } from "../state.ts";
import { updateRoute } from "../update-route.ts";

/**
 * Tries the other places of the stops that are held on a route, and other facilities between them:
 * no step takes these visits out, so that nothing else changes them.
 *
 * Leaves the route up to date.
 */
export function tidyHeld(state: State, vehicle: number): void {
  const { model, next } = state;
  const { holdCount = 0, committed = [] } = model.problem.vehicles[vehicle];
  if (holdCount === 0) return;
  const fixedCount = committed.filter(({ kind }) => kind !== "break").length;
  const end = model.firstEnd + vehicle;
  for (let node = next[model.firstStart + vehicle]; node !== end; node = next[node]) {
    if (state.position[node] > model.committedCount[vehicle]) return;
    if (state.position[node] <= fixedCount) continue;
    if (node < model.stopCount) tryPlaces(state, vehicle, node);
    else tryFacilities(state, vehicle, node);
  }
}

function tryPlaces(state: State, vehicle: number, stop: number): void {
  const { model } = state;
  const count = model.alternativeOffset[stop + 1] - model.alternativeOffset[stop];
  for (let alternative = 0; alternative <= count; alternative++) {
    const before = state.alternativeOf[stop];
    if (alternative === before) continue;
    const unitsBefore = state.costUnits;
    setAlternative(state, stop, alternative);
    if (updateRoute(state, vehicle) && state.costUnits < unitsBefore) continue;
    setAlternative(state, stop, before);
    restore(state, vehicle, unitsBefore);
  }
}

function tryFacilities(state: State, vehicle: number, node: number): void {
  for (let facility = 0; facility < state.model.facilityCount; facility++) {
    const before = state.facilityOf[node];
    if (facility === before) continue;
    const unitsBefore = state.costUnits;
    becomeFacility(state, node, facility);
    if (updateRoute(state, vehicle) && state.costUnits < unitsBefore) continue;
    becomeFacility(state, node, before);
    restore(state, vehicle, unitsBefore);
  }
}

/** Updates a route that is as it was before a change. */
function restore(state: State, vehicle: number, unitsBefore: number): void {
  updateRoute(state, vehicle);
  state.costUnits = unitsBefore;
}
