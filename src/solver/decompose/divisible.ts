import type { Depot, Facility, Problem, Profile, Stop, Vehicle } from "../problem.ts";

/**
 * Whether a field says something of one route alone, so that a part of the vehicles with their
 * stops is a problem of its own. The others couple routes, or name places or stops in a way that a
 * part does not renumber.
 */
type Fields<T> = Readonly<Record<keyof T, boolean>>;

const PROBLEM: Fields<Problem> = {
  name: true,
  dimensions: true,
  streams: true,
  profiles: true,
  depots: true,
  facilities: true,
  vehicleTypes: true,
  vehicles: true,
  stops: true,
  skills: true,
  groups: false,
  released: false,
  objective: true,
};

const OBJECTIVE: Fields<NonNullable<Problem["objective"]>> = {
  balance: false,
  compactness: false,
  centsPerTonneCo2: true,
};

const PROFILE: Fields<Profile> = { name: true, matrix: true, slices: true, plane: true };

const DEPOT: Fields<Depot> = { id: true, placeIndex: true, hours: true, docks: false };

const FACILITY: Fields<Facility> = {
  id: true,
  placeIndex: true,
  windows: true,
  unloadSec: true,
  unloadSecPerTonne: true,
  feeCentsPerTonne: true,
  streamIndices: true,
  queues: true,
  loadsTotalMax: false,
};

const VEHICLE: Fields<Vehicle> = {
  id: true,
  typeIndex: true,
  startDepotIndex: true,
  endDepotIndex: true,
  shift: true,
  committed: false,
  holdCount: false,
  onBoard: true,
  running: false,
};

const STOP: Fields<Stop> = {
  id: true,
  placeIndex: true,
  serviceSec: true,
  loads: true,
  streamIndex: true,
  windows: true,
  priceCents: true,
  vehicleIndices: true,
  skillIndices: true,
  addedServiceSec: true,
  lateness: true,
  alternatives: false,
  lifts: true,
  releaseSec: true,
};

/** Whether parts of the problem can be solved by themselves, their costs adding up to its cost. */
export function isDivisible(problem: Problem): boolean {
  return (
    keepsTo(problem, PROBLEM) &&
    (problem.objective === undefined || keepsTo(problem.objective, OBJECTIVE)) &&
    problem.profiles.every((profile) => keepsTo(profile, PROFILE)) &&
    problem.depots.every((depot) => keepsTo(depot, DEPOT)) &&
    problem.facilities.every((facility) => keepsTo(facility, FACILITY)) &&
    problem.vehicles.every((vehicle) => keepsTo(vehicle, VEHICLE)) &&
    problem.stops.every((stop) => keepsTo(stop, STOP))
  );
}

function keepsTo(thing: object, fields: Readonly<Record<string, boolean>>): boolean {
  return Object.entries(thing).every(([name, value]) => value === undefined || fields[name]);
}
