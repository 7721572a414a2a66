import type { OsmData, Tags } from "../../../src/geo/index.ts";

/**
 * The rules of the reference profiles once more, as slowly and plainly as they can be written: a
 * path is a row of nodes, whatever forbids its next node is looked up in the whole row. Shares
 * nothing with `src/geo` but the type of its input.
 */
const SPEEDS_KMH: Readonly<Record<string, number>> = {
  motorway: 80,
  motorway_link: 40,
  trunk: 70,
  trunk_link: 40,
  primary: 50,
  primary_link: 30,
  secondary: 45,
  secondary_link: 30,
  tertiary: 40,
  tertiary_link: 25,
  unclassified: 30,
  residential: 25,
  living_street: 10,
  service: 15,
  road: 20,
};
const CLOSING = ["no", "private", "agricultural", "forestry", "emergency", "psv", "military"];
const BLOCKING =
  "bollard block jersey_barrier cycle_barrier planter chain log debris wall fence".split(" ");

export type Variant = "free" | "turns" | "truck";

/** A share of the way from node `a` to its neighbour `b`. */
export interface SegmentPlace {
  readonly a: number;
  readonly b: number;
  readonly share: number;
}

export interface OracleCost {
  readonly sec: number;
  readonly m: number;
}

interface Segment extends OracleCost {
  readonly kmh: number;
}

interface Rule {
  readonly nodes: readonly number[];
  readonly next: number;
  readonly isOnly: boolean;
}

/** Answers single questions about one extract; keeps nothing between them but the roads. */
export class Oracle {
  readonly segments = new Map<string, Segment>();
  readonly #exits = new Map<number, number[]>();
  readonly #entries = new Map<number, Set<number>>();
  readonly #neighbours = new Map<number, Set<number>>();
  readonly #blocked = new Set<number>();
  readonly #rules: Rule[] = [];
  readonly #variant: Variant;
  readonly #nodes = new Map<number, { lon: number; lat: number }>();
  readonly #ways = new Map<number, { refs: number[]; tags: Tags }>();

  constructor(data: OsmData, variant: Variant) {
    this.#variant = variant;
    data.nodeId.forEach((id, i) => {
      this.#nodes.set(id, { lon: data.nodeLonE7[i] / 1e7, lat: data.nodeLatE7[i] / 1e7 });
      const tags = data.nodeTags.get(i);
      if (tags?.["barrier"] !== undefined && blocks(tags)) this.#blocked.add(id);
    });
    data.wayId.forEach((id, i) => {
      const refs = [...data.wayRefs.subarray(data.wayOffset[i], data.wayOffset[i + 1])];
      this.#ways.set(id, {
        refs: refs.filter((ref, j) => ref !== refs[j - 1]),
        tags: data.wayTags[i],
      });
    });
    for (const { refs, tags } of this.#ways.values()) this.#addWay(refs, tags);
    for (const key of this.segments.keys()) {
      const [a, b] = key.split(">").map(Number);
      this.#exits.set(a, [...(this.#exits.get(a) ?? []), b]);
      put(this.#entries, b, a);
      put(this.#neighbours, a, b);
      put(this.#neighbours, b, a);
    }
    if (variant !== "free") for (const relation of data.relations) this.#addRule(relation);
  }

  /**
   * Costs of the fastest paths from a place to others, or null; plain Dijkstra over rows of nodes.
   */
  costs(from: SegmentPlace, targets: readonly SegmentPlace[]): (OracleCost | null)[] {
    const queue = new Map<string, { row: number[] } & OracleCost>();
    const settled = new Set<string>();
    const best: (OracleCost | null)[] = targets.map(() => null);
    const arrivals = Map.groupBy(
      targets.flatMap((to, index) => [
        { ...to, index },
        { ...reversed(to), index },
      ]),
      ({ a, b }) => `${a}>${b}`,
    );
    const offer = (index: number, cost: OracleCost) => {
      const known = best[index];
      if (known === null || cost.sec < known.sec) best[index] = cost;
    };
    for (const start of [from, reversed(from)]) {
      const key = `${start.a}>${start.b}`;
      const segment = this.segments.get(key);
      if (segment === undefined) continue;
      for (const { share, index } of arrivals.get(key) ?? []) {
        if (share >= start.share) offer(index, part(segment, share - start.share));
      }
      const row = [start.a, start.b];
      queue.set(row.join(), { row, ...part(segment, 1 - start.share) });
    }
    for (;;) {
      const nearest = cheapest(queue);
      if (nearest === undefined) return best;
      const [key, head] = nearest;
      queue.delete(key);
      settled.add(key);
      const node = head.row[head.row.length - 1];
      for (const next of this.#legalNext(head.row)) {
        const segment = this.segments.get(`${node}>${next}`) as Segment;
        for (const { share, index } of arrivals.get(`${node}>${next}`) ?? []) {
          offer(index, sum(head, part(segment, share)));
        }
        const row = this.#needed([...head.row, next]);
        const entry = { row, ...sum(head, segment) };
        const known = queue.get(row.join());
        if (settled.has(row.join()) || (known !== undefined && known.sec <= entry.sec)) continue;
        queue.set(row.join(), entry);
      }
    }
  }

  /**
   * As much of the end of a row as some rule may still ask about, and never less than two nodes.
   */
  #needed(row: readonly number[]): number[] {
    for (let start = 0; start + 2 < row.length; start++) {
      const end = row.slice(start);
      const begins = this.#rules.some(({ nodes }) => end.every((node, i) => nodes[i] === node));
      if (begins) return end;
    }
    return row.slice(-2);
  }

  #legalNext(row: readonly number[]): number[] {
    const node = row[row.length - 1];
    const before = row[row.length - 2];
    const exits = (this.#exits.get(node) ?? []).filter((next) => this.#isAllowed(row, next));
    const back = exits.filter((next) => next === before);
    if (this.#blocked.has(node)) return back;
    const onward = exits.filter((next) => next !== before);
    const mayTurn =
      this.#neighbours.get(node)?.size === 1 ||
      onward.length === 0 ||
      this.#entries.get(node)?.size === 1;
    return mayTurn ? [...onward, ...back] : onward;
  }

  #isAllowed(row: readonly number[], next: number): boolean {
    return this.#rules.every(({ nodes, next: named, isOnly }) => {
      const binds = nodes.every((node, i) => row[row.length - nodes.length + i] === node);
      return !binds || (isOnly ? next === named : next !== named);
    });
  }

  #addWay(refs: readonly number[], tags: Tags): void {
    const kmh = this.#openKmh(tags);
    if (kmh === 0) return;
    const way = onewayOf(tags);
    for (let i = 1; i < refs.length; i++) {
      if (way !== "backward") this.#addSegment(refs[i - 1], refs[i], kmh);
      if (way !== "forward") this.#addSegment(refs[i], refs[i - 1], kmh);
    }
  }

  #addSegment(a: number, b: number, kmh: number): void {
    const from = this.#nodes.get(a);
    const to = this.#nodes.get(b);
    const known = this.segments.get(`${a}>${b}`);
    if (from === undefined || to === undefined || (known !== undefined && known.kmh >= kmh)) return;
    const rad = Math.PI / 180;
    const h =
      Math.sin(((to.lat - from.lat) * rad) / 2) ** 2 +
      Math.sin(((to.lon - from.lon) * rad) / 2) ** 2 *
        Math.cos(from.lat * rad) *
        Math.cos(to.lat * rad);
    const m = 2 * 6371008.8 * Math.asin(Math.sqrt(h));
    this.segments.set(`${a}>${b}`, { kmh, m, sec: m / (kmh / 3.6) });
  }

  /** Speed on a way, 0 where it is closed. */
  #openKmh(tags: Tags): number {
    const kmh = SPEEDS_KMH[tags["highway"] ?? ""] ?? 0;
    const access = [tags["motor_vehicle"], tags["vehicle"], tags["access"]].find(Boolean) ?? "";
    if (tags["area"] === "yes" || CLOSING.includes(access) || onewayOf(tags) === "closed") return 0;
    if (this.#variant !== "truck") return kmh;
    if (CLOSING.includes(tags["hgv"] ?? "")) return 0;
    const limits = { maxweight: 26, maxweightrating: 26, maxaxleload: 11.5 };
    const sizes = { maxheight: 3.6, maxwidth: 2.55, maxlength: 10 };
    for (const [key, least] of Object.entries({ ...limits, ...sizes })) {
      const unit = key in limits ? "t" : "m";
      const text = tags[key] ?? "";
      const number = text.endsWith(unit) ? text.slice(0, -1).trimEnd() : text;
      if (/^\d+(\.\d+)?$/.test(number) && Number(number) < least) return 0;
    }
    return kmh;
  }

  #addRule({ tags, members }: OsmData["relations"][number]): void {
    const truck = this.#variant === "truck";
    const keys = ["restriction", "restriction:motor_vehicle", "restriction:vehicle"];
    const value = [...keys, ...(truck ? ["restriction:hgv"] : [])]
      .map((k) => tags[k])
      .find(Boolean);
    if (value === undefined || value.endsWith("_on_red")) return;
    if (!value.startsWith("no_") && !value.startsWith("only_")) return;
    const words = ["motor_vehicle", "vehicle", ...(truck ? ["hgv"] : [])];
    if ((tags["except"] ?? "").split(";").some((word) => words.includes(word.trim()))) return;
    const ways = (role: string) =>
      members.filter((m) => m.type === "way" && m.role === role).map((m) => m.ref);
    const via = members.filter((m) => m.type === "node" && m.role === "via").map((m) => m.ref);
    const [from, viaWays, to] = [ways("from"), ways("via"), ways("to")];
    if (from.length > 1 && !value.startsWith("no_entry")) return;
    if (to.length > 1 && !value.startsWith("no_exit")) return;
    if (via.length + viaWays.length === 0) return;
    const isOpen = (id: number) => this.#openKmh(this.#ways.get(id)?.tags ?? {}) > 0;
    if (![...from, ...viaWays, ...to].every(isOpen)) return;
    for (const a of from) {
      for (const b of to) this.#addRow(a, via, viaWays, b, value.startsWith("only_"));
    }
  }

  #addRow(from: number, via: number[], viaWays: number[], to: number, isOnly: boolean): void {
    const starts = via.length > 0 ? via : this.#endsOf(viaWays[0]);
    for (const start of new Set(starts)) {
      const before = this.#beside(from, start);
      let row = [start];
      for (const way of viaWays) {
        const refs = this.#ways.get(way)?.refs ?? [];
        const at = row[row.length - 1];
        if (refs[0] === at) row.push(...refs.slice(1));
        else if (refs[refs.length - 1] === at) row.push(...[...refs].reverse().slice(1));
        else row = [Number.NaN];
      }
      const next = this.#beside(to, row[row.length - 1]);
      if (before === undefined || next === undefined) continue;
      const nodes = [before, ...row];
      const steps = [...nodes, next];
      if (steps.every((n, i) => i === 0 || this.segments.has(`${steps[i - 1]}>${n}`))) {
        this.#rules.push({ nodes, next, isOnly });
      }
      return;
    }
  }

  #endsOf(way: number): number[] {
    const refs = this.#ways.get(way)?.refs ?? [];
    return [refs[0], refs[refs.length - 1]];
  }

  #beside(way: number, end: number): number | undefined {
    const refs = this.#ways.get(way)?.refs ?? [];
    if (refs[0] === end) return refs[1];
    return refs[refs.length - 1] === end ? refs[refs.length - 2] : undefined;
  }
}

function onewayOf(tags: Tags): "both" | "forward" | "backward" | "closed" {
  const word = tags["oneway"] ?? "";
  if (["yes", "true", "1"].includes(word)) return "forward";
  if (["-1", "reverse"].includes(word)) return "backward";
  if (["reversible", "alternating"].includes(word)) return "closed";
  if (["no", "false", "0"].includes(word)) return "both";
  const isRound = ["roundabout", "circular"].includes(tags["junction"] ?? "");
  return isRound || tags["highway"] === "motorway" ? "forward" : "both";
}

function blocks(tags: Tags): boolean {
  const access = [tags["motor_vehicle"], tags["vehicle"], tags["access"]].find(Boolean);
  return access === undefined ? BLOCKING.includes(tags["barrier"] ?? "") : CLOSING.includes(access);
}

function cheapest<T extends OracleCost>(queue: ReadonlyMap<string, T>): [string, T] | undefined {
  let best: [string, T] | undefined;
  for (const entry of queue) if (best === undefined || entry[1].sec < best[1].sec) best = entry;
  return best;
}

function reversed({ a, b, share }: SegmentPlace): SegmentPlace {
  return { a: b, b: a, share: 1 - share };
}

function part({ sec, m }: OracleCost, share: number): OracleCost {
  return { sec: sec * share, m: m * share };
}

function sum(a: OracleCost, b: OracleCost): OracleCost {
  return { sec: a.sec + b.sec, m: a.m + b.m };
}

function put(map: Map<number, Set<number>>, key: number, value: number): void {
  const set = map.get(key) ?? new Set();
  set.add(value);
  map.set(key, set);
}
