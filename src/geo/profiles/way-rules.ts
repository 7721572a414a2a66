import { type RoadMoment, tagsAt } from "../graph/conditional.ts";
import { type Oneway, onewayValue, type RoadWay } from "../graph/road-graph.ts";
import type { Tags } from "../osm/data.ts";
import type { Profile, VehicleLimits } from "./profile.ts";

/** What a profile makes of one way; a speed of 0 is a closed direction. */
export interface WayRule {
  readonly forwardKmh: number;
  readonly backwardKmh: number;
  /** The way may only begin or end a path. */
  readonly isLastMile: boolean;
  /** A vehicle may stop there to work. */
  readonly isForStops: boolean;
}

/** The rule of a way that may not be driven at all. */
export const CLOSED_WAY: WayRule = {
  forwardKmh: 0,
  backwardKmh: 0,
  isLastMile: false,
  isForStops: false,
};

/** A way as it is at a moment; without one, as if nothing depended on the hour. */
export function wayAt(way: RoadWay, profile: Profile, moment: RoadMoment | null): RoadWay {
  if (moment === null || way.conditional === undefined) return way;
  const tags = tagsAt({ ...way.tags, ...way.conditional }, moment, profile.limits);
  return { ...way, tags, oneway: onewayValue(tags["oneway"]) ?? way.oneway };
}

/** Decides whether and how fast a vehicle of `profile` drives a way, in both directions. */
export function ruleForWay(way: RoadWay, profile: Profile): WayRule {
  const classKmh = profile.speedsKmh[way.class] ?? 0;
  const access = accessOf(way.tags, profile);
  const oneway = onewayFor(way, profile);
  if (classKmh === 0 || access === "closed" || oneway === "closed") return CLOSED_WAY;
  if (lacksPermission(way, profile)) return CLOSED_WAY;
  if (profile.limits !== null && exceedsLimit(way.tags, profile.limits)) return CLOSED_WAY;
  const kmh = speedKmh(classKmh, way.tags, profile);
  return {
    forwardKmh: oneway === "backward" ? 0 : kmh,
    backwardKmh: oneway === "forward" ? 0 : kmh,
    isLastMile: access === "last-mile",
    isForStops: isForStops(way, profile),
  };
}

function lacksPermission({ class: roadClass, tags }: RoadWay, { permission }: Profile): boolean {
  if (permission === null || !permission.classes.includes(roadClass)) return false;
  return !permission.values.includes(tags[permission.key] ?? "");
}

function onewayFor(way: RoadWay, { oneway }: Profile): Oneway {
  for (const key of oneway.keys) {
    const told = onewayValue(way.tags[key]);
    if (told !== undefined) return told;
  }
  if (way.oneway === "both") return "both";
  const against = Object.entries(oneway.contraflow);
  const isFree = against.some(([key, values]) => values.includes(way.tags[key] ?? ""));
  return isFree ? "both" : way.oneway;
}

function isForStops(way: RoadWay, { noStops }: Profile): boolean {
  const tunnel = way.tags["tunnel"] ?? "no";
  const isTunnel = tunnel !== "no" && tunnel !== "building_passage";
  return !noStops.classes.includes(way.class) && !(noStops.inTunnels && isTunnel);
}

/** Whether a node with a barrier lets nobody of `profile` through. */
export function isBlocked(
  always: Tags,
  profile: Profile,
  moment: RoadMoment | null = null,
): boolean {
  const tags = moment === null ? always : tagsAt(always, moment, profile.limits);
  const deciding = profile.access.keys.find((key) => (tags[key] ?? "") !== "");
  if (deciding !== undefined) return accessOf(tags, profile) === "closed";
  return profile.barriers.closedValues.includes(tags["barrier"] ?? "");
}

function accessOf(tags: Tags, profile: Profile): "open" | "closed" | "last-mile" {
  const { keys, closedValues, lastMileValues, alsoClosedBy } = profile.access;
  if (alsoClosedBy.some((key) => closedValues.includes(tags[key] ?? ""))) return "closed";
  const deciding = keys.find((key) => (tags[key] ?? "") !== "");
  const value = deciding === undefined ? "" : (tags[deciding] ?? "");
  if (closedValues.includes(value)) return "closed";
  return lastMileValues.includes(value) ? "last-mile" : "open";
}

function speedKmh(classKmh: number, tags: Tags, profile: Profile): number {
  let kmh = classKmh * (profile.surfaceFactors[tags["surface"] ?? ""] ?? 1);
  if (profile.maxspeed === null) return kmh;
  const { keys, factor, kmhMax } = profile.maxspeed;
  for (const key of keys) {
    const signed = signedKmh(tags[key] ?? "");
    if (signed === undefined) continue;
    kmh = Math.min(kmh, signed * factor);
    break;
  }
  return Math.max(3, Math.min(kmh, kmhMax));
}

const WALK_KMH = 7;

/** `50`, `30 mph`, `walk`, `DE:urban`, `DE:zone30`; what is none of these is no limit. */
function signedKmh(text: string): number | undefined {
  if (text === "walk") return WALK_KMH;
  const zone = /^[A-Z]{2}:(urban|living_street|(?:zone:?)?(\d{1,3}))$/.exec(text);
  if (zone !== null) {
    if (zone[1] === "urban") return 50;
    return zone[1] === "living_street" ? WALK_KMH : Number(zone[2]) || undefined;
  }
  const match = /^(\d+(?:\.\d+)?) ?(mph|km\/h|kmh)?$/.exec(text);
  if (match === null) return undefined;
  const value = Number(match[1]) * (match[2] === "mph" ? 1.609344 : 1);
  return value > 0 ? value : undefined;
}

function exceedsLimit(tags: Tags, limits: VehicleLimits): boolean {
  const { readsOtherUnits } = limits;
  const weight = (key: string) => limitT(tags[key], readsOtherUnits);
  const length = (key: string) => limitM(tags[key], readsOtherUnits);
  return (
    weight("maxweight") < limits.weightT ||
    weight("maxweightrating") < limits.weightT ||
    weight("maxaxleload") < limits.axleLoadT ||
    length("maxheight") < limits.heightM ||
    length("maxwidth") < limits.widthM ||
    length("maxlength") < limits.lengthM
  );
}

function limitT(text: string | undefined, readsKg: boolean): number {
  if (text === undefined) return Number.POSITIVE_INFINITY;
  const match = /^(\d+(?:\.\d+)?) ?t?$/.exec(text);
  if (match !== null) return Number(match[1]);
  const kg = readsKg ? /^(\d+(?:\.\d+)?) ?kg$/.exec(text) : null;
  return kg === null ? Number.POSITIVE_INFINITY : Number(kg[1]) / 1000;
}

function limitM(text: string | undefined, readsFeet: boolean): number {
  if (text === undefined) return Number.POSITIVE_INFINITY;
  const match = /^(\d+(?:\.\d+)?) ?m?$/.exec(text);
  if (match !== null) return Number(match[1]);
  const feet = readsFeet ? /^(\d+)'(?: ?(\d+(?:\.\d+)?)")?$/.exec(text) : null;
  return feet === null
    ? Number.POSITIVE_INFINITY
    : Number(feet[1]) * 0.3048 + Number(feet[2] ?? 0) * 0.0254;
}
