import type { Model } from "../compile/model-type.ts";
import type { Fuel } from "../problem.ts";

const UNITS_PER_CENT_A_THOUSANDTH = 18;

/** Whole millilitres that a route burns, by the rule of `Fuel`. */
export function fuelMlOf(fuel: Fuel, metres: number, kgMetres: number): number {
  return Math.round((metres * fuel.mlPerKm * 1000 + kgMetres * fuel.mlPerTonneKm) / 1e6);
}

/** What fuel and its CO2 cost, in units. */
export function fuelUnitsOf(model: Model, fuel: Fuel, fuelMl: number): number {
  return litreUnitsOf(fuel, fuelMl) + co2UnitsOf(model, fuel, fuelMl);
}

/** What the fuel costs by itself, in units: cents a litre are 18 units a millilitre. */
export function litreUnitsOf(fuel: Fuel, fuelMl: number): number {
  return fuelMl * fuel.centsPerLitre * UNITS_PER_CENT_A_THOUSANDTH;
}

/** What the CO2 of the fuel costs, in units. */
export function co2UnitsOf({ problem }: Model, fuel: Fuel, fuelMl: number): number {
  const cents = fuel.co2GramsPerLitre * (problem.objective?.centsPerTonneCo2 ?? 0);
  return Math.round((fuelMl * cents * UNITS_PER_CENT_A_THOUSANDTH) / 1e6);
}
