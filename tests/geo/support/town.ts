import { type OsmData, readOsm } from "../../../src/geo/index.ts";

type Tags = Readonly<Record<string, string>>;

export interface TownRelation {
  readonly tags: Tags;
  /** `[type, id, role]` of each member. */
  readonly members: readonly (readonly ["node" | "way" | "relation", number, string])[];
}

/** A town drawn by hand or by chance: ids of our own, positions in degrees. */
export interface Town {
  readonly nodes: Readonly<Record<number, { at: readonly [number, number]; tags?: Tags }>>;
  readonly ways: Readonly<Record<number, { nodes: readonly number[]; tags: Tags }>>;
  readonly relations: readonly TownRelation[];
}

/** The elements of a town in the form of Overpass. */
export function townElements(town: Town): object[] {
  return [
    ...Object.entries(town.nodes).map(([id, { at, tags }]) => ({
      type: "node",
      id: Number(id),
      lon: at[0],
      lat: at[1],
      ...(tags === undefined ? {} : { tags }),
    })),
    ...Object.entries(town.ways).map(([id, { nodes, tags }]) => ({
      type: "way",
      id: Number(id),
      nodes,
      tags,
    })),
    ...town.relations.map(({ tags, members }, index) => ({
      type: "relation",
      id: index + 1,
      tags,
      members: members.map(([type, ref, role]) => ({ type, ref, role })),
    })),
  ];
}

/** Reads a town as if it came from Overpass. */
export async function readTown(town: Town): Promise<OsmData> {
  const text = JSON.stringify({ elements: townElements(town) });
  const result = await readOsm(new TextEncoder().encode(text), "town");
  if (!result.ok) throw new Error(result.detail);
  return result.data;
}
