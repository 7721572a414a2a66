import type { Profile } from "./profile.ts";
import { FREE, TRUCK, TURNS } from "./reference.ts";
import { TRUCK_7T5, TRUCK_18T, TRUCK_26T } from "./trucks.ts";

/** All profiles that come with the product: three for vehicles, three for comparison. */
export const PROFILES: readonly Profile[] = [TRUCK_26T, TRUCK_18T, TRUCK_7T5, FREE, TURNS, TRUCK];

/** The profile with this id, or undefined. */
export function profileNamed(id: string): Profile | undefined {
  return PROFILES.find((profile) => profile.id === id);
}
