import type { Random } from "../../../src/base/index.ts";
import type { Town, TownRelation } from "./town.ts";

const CLASSES = ["primary", "tertiary", "residential", "residential", "service", "living_street"];
const RESTRICTIONS = [
  "no_left_turn",
  "no_right_turn",
  "no_straight_on",
  "no_u_turn",
  "only_straight_on",
  "only_right_turn",
  "no_right_turn_on_red",
];

interface Draft {
  nodes: Record<number, { at: [number, number]; tags?: Record<string, string> }>;
  ways: Record<number, { nodes: number[]; tags: Record<string, string> }>;
  relations: TownRelation[];
}

/**
 * A town by chance: a bent grid with one-way streets of every spelling, closed streets, limits,
 * barriers, gaps, doubled streets and turn restrictions of every kind, over nodes and over ways.
 */
export function randomTown(random: Random, size: number): Town {
  const town: Draft = { nodes: {}, ways: {}, relations: [] };
  const idAt = (x: number, y: number) => 1 + y * size + x;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const at: [number, number] = [
        round(10 + x * 0.002 + random.float() * 0.0012),
        round(50 + y * 0.0013 + random.float() * 0.0008),
      ];
      const tags = random.below(12) === 0 ? barrierTags(random) : undefined;
      town.nodes[idAt(x, y)] = tags === undefined ? { at } : { at, tags };
    }
  }
  let wayId = 100;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (x + 1 < size) addStreet(town, random, wayId++, idAt(x, y), idAt(x + 1, y));
      if (y + 1 < size) addStreet(town, random, wayId++, idAt(x, y), idAt(x, y + 1));
    }
  }
  joinSomeWays(town, random);
  const count = random.below(3 * size);
  for (let i = 0; i < count; i++) addRestriction(town, random);
  return town;
}

function barrierTags(random: Random): Record<string, string> {
  const kinds: Record<string, string>[] = [
    { barrier: "bollard" },
    { barrier: "gate" },
    { barrier: "lift_gate", access: "private" },
    { barrier: "bollard", motor_vehicle: "yes" },
    { highway: "traffic_signals" },
  ];
  return kinds[random.below(kinds.length)];
}

/** One street, sometimes with a bend between its ends, sometimes missing, sometimes there twice. */
function addStreet(town: Draft, random: Random, id: number, a: number, b: number): void {
  if (random.below(9) === 0) return;
  const nodes = [a, b];
  if (random.below(3) === 0) {
    const bend = 10_000 + id;
    const [from, to] = [town.nodes[a].at, town.nodes[b].at];
    const at = [0, 1].map((i) => round((from[i] + to[i]) / 2 + random.float() * 0.0003));
    if (random.below(15) > 0) town.nodes[bend] = { at: [at[0], at[1]] };
    nodes.splice(1, 0, bend);
  }
  if (random.below(2) === 0) nodes.reverse();
  town.ways[id] = { nodes, tags: streetTags(random) };
  if (random.below(15) === 0) town.ways[id + 5000] = { nodes: [a, b], tags: streetTags(random) };
}

function streetTags(random: Random): Record<string, string> {
  const tags: Record<string, string> = { highway: CLASSES[random.below(CLASSES.length)] };
  const oneway = ["yes", "-1", "no", "reversible"][random.below(16)];
  if (oneway !== undefined) tags["oneway"] = oneway;
  const extra: Record<string, string>[] = [
    { junction: "roundabout" },
    { access: "private" },
    { access: "no", motor_vehicle: "destination" },
    { maxweight: "7.5" },
    { maxheight: "3.5 m" },
    { hgv: "no" },
    { maxweight: "3.5 t" },
    { maxheight: "default" },
    { area: "yes" },
  ];
  return { ...tags, ...(extra[random.below(60)] ?? {}) };
}

/** Makes one way of two that meet, so that ways run through junctions. */
function joinSomeWays(town: Draft, random: Random): void {
  for (const id of Object.keys(town.ways).map(Number)) {
    const way = town.ways[id];
    if (way === undefined || random.below(4) > 0) continue;
    const end = way.nodes[way.nodes.length - 1];
    const other = Object.keys(town.ways)
      .map(Number)
      .find((candidate) => candidate !== id && town.ways[candidate].nodes[0] === end);
    if (other === undefined) continue;
    way.nodes.push(...town.ways[other].nodes.slice(1));
    delete town.ways[other];
  }
}

function addRestriction(town: Draft, random: Random): void {
  const ids = Object.keys(town.ways).map(Number);
  const pick = (node: number) => {
    const meeting = ids.filter((id) => endsOf(town, id).includes(node));
    return meeting[random.below(Math.max(1, meeting.length))];
  };
  const first = ids[random.below(ids.length)];
  const members: ["node" | "way", number, string][] = [["way", first, "from"]];
  let via = endsOf(town, first)[random.below(2)];
  if (random.below(3) === 0) {
    for (let i = 1 + random.below(2); i > 0; i--) {
      const way = pick(via);
      members.push(["way", way, "via"]);
      const [start, end] = endsOf(town, way);
      via = start === via ? end : start;
    }
  } else members.push(["node", via, "via"]);
  members.push(["way", pick(via), "to"]);
  if (random.below(8) === 0) members.push(["way", pick(via), "to"]);
  const isList = members.filter(([, , role]) => role === "to").length > 1;
  const value = isList && random.below(2) === 0 ? "no_exit" : RESTRICTIONS[random.below(7)];
  const key = ["restriction", "restriction:hgv", "restriction:bus"][
    Math.max(0, random.below(9) - 6)
  ];
  const tags: Record<string, string> = { type: "restriction", [key]: value };
  if (random.below(10) === 0) tags["except"] = ["bus;hgv", "bicycle"][random.below(2)];
  town.relations.push({ tags, members });
}

function endsOf(town: Draft, way: number): number[] {
  const { nodes } = town.ways[way];
  return [nodes[0], nodes[nodes.length - 1]];
}

function round(degrees: number): number {
  return Math.round(degrees * 1e7) / 1e7;
}
