import { INFINITE_SEC, type Random } from "../../base/index.ts";
import type { VehicleType } from "../../domain/index.ts";
import type { Route, Solution, Visit } from "../../solver/index.ts";
import type { DayProblem } from "../build-problem.ts";
import { LIFTED_PERCENT_MAX } from "../choose.ts";
import { empty, type Levels, levelAt } from "./truth.ts";

/** What a day's driving came to. */
export interface DrivenDay {
  routes: number;
  trips: number;
  visits: number;
  lifts: number;
  liftedPercent: number;
  weightKg: number;
  distanceM: number;
  workSec: number;
  overtimeSec: number;
  costCents: number;
  feeCents: number;
  dieselL: number;
  /** Unloadings that were not planned: the truck was full before. */
  extraTrips: number;
}

/** How true times differ from planned ones. */
export interface DrivingNoise {
  readonly travel: number;
  readonly service: number;
}

/** Containers by id, to find their levels. */
export type ContainerIndex = ReadonlyMap<string, number>;

/** A day without a truck. */
export function idleDay(): DrivenDay {
  return {
    routes: 0,
    trips: 0,
    visits: 0,
    lifts: 0,
    liftedPercent: 0,
    weightKg: 0,
    distanceM: 0,
    workSec: 0,
    overtimeSec: 0,
    costCents: 0,
    feeCents: 0,
    dieselL: 0,
    extraTrips: 0,
  };
}

/**
 * Drives a plan with the true amounts: empties what it visits, at the times it truly comes, and
 * unloads at the nearest facility where the truck is full before the plan says so.
 */
export function driveDay(
  dayProblem: DayProblem,
  types: ReadonlyMap<string, VehicleType>,
  solution: Solution,
  levels: Levels,
  index: ContainerIndex,
  noise: DrivingNoise,
  random: Random,
): DrivenDay {
  const driven = idleDay();
  for (const route of solution.routes) {
    const vehicle = dayProblem.vehicles[route.vehicleIndex];
    const type = types.get(vehicle?.typeId ?? "");
    if (vehicle === undefined || type === undefined) continue;
    const truck = new TruckDay(dayProblem, route, type, { levels, index, noise, random });
    const endSec = truck.drive(driven);
    driven.routes++;
    driven.workSec += endSec - route.startSec;
    driven.overtimeSec += Math.max(0, endSec - vehicle.shiftEndSec);
    driven.distanceM += truck.distanceM;
    driven.costCents +=
      type.fixedCents +
      (truck.distanceM / 1000) * type.perKmCents +
      ((endSec - route.startSec) / 3600) * type.perHourCents;
    driven.dieselL += (truck.distanceM / 100_000) * type.dieselLPer100Km;
  }
  return driven;
}

interface TruckContext {
  readonly levels: Levels;
  readonly index: ContainerIndex;
  readonly noise: DrivingNoise;
  readonly random: Random;
}

/** One truck on its round: where the clock stands and what is on board. */
class TruckDay {
  readonly #day: DayProblem;
  readonly #route: Route;
  readonly #type: VehicleType;
  readonly #context: TruckContext;
  #sec: number;
  #place = 0;
  #kg = 0;
  #litres = 0;
  distanceM = 0;

  constructor(day: DayProblem, route: Route, type: VehicleType, context: TruckContext) {
    this.#day = day;
    this.#route = route;
    this.#type = type;
    this.#context = context;
    this.#sec = route.startSec;
    this.#place = route.visits[0]?.placeIndex ?? 0;
  }

  /** Gives when it is back. */
  drive(driven: DrivenDay): number {
    for (const visit of this.#route.visits.slice(1)) {
      if (visit.kind === "break") {
        this.#sec = Math.max(this.#sec, visit.startSec) + (visit.endSec - visit.startSec);
        continue;
      }
      this.#go(visit.placeIndex);
      if (visit.kind === "stop") this.#serve(visit, driven);
      else if (visit.kind === "facility") this.#unload(visit.index, driven);
    }
    return this.#sec;
  }

  #go(place: number): void {
    const { sec, metres } = this.#leg(this.#place, place);
    this.#sec += sec * this.#factor(this.#context.noise.travel);
    this.distanceM += metres;
    this.#place = place;
  }

  #leg(from: number, to: number): { sec: number; metres: number } {
    const vehicle = this.#day.problem.vehicles[this.#route.vehicleIndex];
    const type = this.#day.problem.vehicleTypes[vehicle?.typeIndex ?? 0];
    const matrix = this.#day.problem.profiles[type?.profileIndex ?? 0]?.matrix;
    if (matrix === undefined) return { sec: 0, metres: 0 };
    const arc = from * matrix.placeCount + to;
    return { sec: matrix.travelSec[arc] ?? 0, metres: matrix.travelM[arc] ?? 0 };
  }

  /** Of mean 1, never negative. */
  #factor(variation: number): number {
    if (variation <= 0) return 1;
    return this.#context.random.gamma(1 / variation ** 2, variation ** 2);
  }

  #serve(visit: Visit, driven: DrivenDay): void {
    const stop = this.#day.stops[visit.index];
    if (stop === undefined) return;
    driven.visits++;
    const sec = (visit.endSec - visit.startSec) / Math.max(1, stop.decisions.length);
    for (const { container, weightKg, volumeL } of stop.decisions) {
      const i = this.#context.index.get(container.id) ?? 0;
      const percent = levelAt(this.#context.levels, i, this.#sec);
      const taken = Math.min(LIFTED_PERCENT_MAX, percent);
      const litres = (container.volumeL * taken) / 100;
      const kg = volumeL > 0 ? (litres * weightKg) / volumeL : 0;
      const problemStop = this.#day.problem.stops[visit.index];
      const pressed = this.#pressed(litres, volumeL, stop.decisions, problemStop?.loads[1] ?? 0);
      if (this.#kg + kg > this.#type.payloadKg || this.#litres + pressed > this.#type.bodyL) {
        this.#unloadOnTheWay(driven);
      }
      this.#kg += kg;
      this.#litres += pressed;
      this.#sec += sec * this.#factor(this.#context.noise.service);
      empty(this.#context.levels, i, this.#sec);
      driven.lifts++;
      driven.liftedPercent += percent;
      driven.weightKg += kg;
      driven.dieselL += this.#type.dieselLPerLift;
    }
  }

  /** Litres in the truck: pressed as the plan reckoned for the stop. */
  #pressed(
    litres: number,
    plannedL: number,
    decisions: readonly { readonly volumeL: number }[],
    plannedPressedL: number,
  ): number {
    const loose = decisions.reduce((sum, decision) => sum + decision.volumeL, 0);
    if (loose <= 0 || plannedL <= 0) return 0;
    return (litres * plannedPressedL) / loose;
  }

  /** To the nearest facility that takes the load, and back to the stop. */
  #unloadOnTheWay(driven: DrivenDay): void {
    const here = this.#place;
    const { facilities } = this.#day.problem;
    const ways = facilities
      .map(({ placeIndex }, facility) => ({ facility, ...this.#leg(here, placeIndex) }))
      .filter(({ sec }) => sec < INFINITE_SEC)
      .sort((a, b) => a.sec - b.sec);
    const nearest = ways[0];
    if (nearest === undefined) return;
    this.#go(facilities[nearest.facility]?.placeIndex ?? here);
    this.#unload(nearest.facility, driven);
    this.#go(here);
    driven.extraTrips++;
  }

  #unload(facilityIndex: number, driven: DrivenDay): void {
    const facility = this.#day.problem.facilities[facilityIndex];
    if (facility === undefined) return;
    const opensSec = facility.windows?.find(({ endSec }) => endSec >= this.#sec)?.startSec ?? 0;
    this.#sec = Math.max(this.#sec, opensSec) + facility.unloadSec;
    this.#sec += (this.#kg / 1000) * facility.unloadSecPerTonne;
    driven.feeCents += (this.#kg / 1000) * facility.feeCentsPerTonne;
    driven.trips++;
    this.#kg = 0;
    this.#litres = 0;
  }
}
