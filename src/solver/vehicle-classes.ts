import type { Model } from "./model.ts";

/** The vehicles of each class, in their order. */
export function vehiclesByClass({ vehicleClass }: Model): Int32Array[] {
  const groups: number[][] = [];
  vehicleClass.forEach((kind, vehicle) => {
    groups[kind] ??= [];
    groups[kind].push(vehicle);
  });
  return groups.map((group) => Int32Array.from(group));
}
