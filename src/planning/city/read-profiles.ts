import { join } from "node:path";
import { PROFILES, type Profile, profileFromJson } from "../../geo/index.ts";
import { readText } from "./csv-table.ts";
import type { FaultList } from "./faults.ts";
import { PROFILE_FOLDER, profileFiles } from "./folder-hash.ts";

/** The road profiles that come with the product and vehicle types may name. */
const OWN_PROFILES = PROFILES.filter(({ purpose }) => purpose === "planning");

/**
 * The road profiles a city's vehicle types may name: those of the product, then the city's own in
 * `profiles/`, in the order of their files; each may be based on one before it.
 */
export async function readProfiles(
  directory: string,
  faults: FaultList,
): Promise<readonly Profile[]> {
  const profiles = [...OWN_PROFILES];
  for (const file of await profileFiles(directory)) {
    const pointer = `${PROFILE_FOLDER}/${file}`;
    const text = (await readText(join(directory, PROFILE_FOLDER), file)) ?? "";
    const read = profileFromJson(parsed(text, pointer, faults), profiles);
    if (!read.ok) {
      for (const fault of read.faults) {
        faults.add(`${pointer}:${fault.pointer}`, `${fault.pointer} ${fault.detail}`);
      }
      continue;
    }
    const { id, purpose } = read.profile;
    if (purpose !== "planning") {
      faults.add(`${pointer}:/purpose`, `purpose (${purpose}) must be planning`);
    } else if (PROFILES.some((known) => known.id === id) || profiles.some((p) => p.id === id)) {
      faults.add(
        `${pointer}:/id`,
        `id (${id}) is taken by another profile: give it one of its own`,
      );
    } else profiles.push(read.profile);
  }
  return profiles;
}

/** What is no JSON is a fault, and null, which is one as well. */
function parsed(text: string, pointer: string, faults: FaultList): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    faults.add(pointer, `is not JSON (${reason}): correct it`);
    return null;
  }
}
