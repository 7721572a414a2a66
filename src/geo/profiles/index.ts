import { assert } from "../../base/index.ts";
import type { Profile } from "./profile.ts";
import { profileFromJson } from "./read-profile.ts";

/** Ids of the files in `files/`; each may be based on one before it. */
const IDS = [
  "truck-26t",
  "truck-18t",
  "truck-7.5t",
  "electric-26t",
  "van-3.5t",
  "cargo-bike",
  "free",
  "turns",
  "truck",
];

/** All profiles that come with the product: six for vehicles, three for comparison. */
export const PROFILES: readonly Profile[] = await readAll();

/** The profile with this id, or undefined. */
export function profileNamed(id: string): Profile | undefined {
  return PROFILES.find((profile) => profile.id === id);
}

async function readAll(): Promise<Profile[]> {
  const profiles: Profile[] = [];
  for (const id of IDS) {
    const file: { default: unknown } = await import(`./files/${id}.json`, {
      with: { type: "json" },
    });
    const result = profileFromJson(file.default, profiles);
    assert(result.ok, () => `profile file (${id}.json): ${JSON.stringify(result)}`);
    assert(result.profile.id === id, `profile file (${id}.json) has the id ${result.profile.id}`);
    profiles.push(result.profile);
  }
  return profiles;
}
