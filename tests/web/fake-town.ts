import { Random } from "../../src/base/index.ts";

/** Degrees. */
export type Point = readonly [number, number];

/** A place in the town's own grid: streets run along whole numbers. */
export interface GridPlace {
  readonly x: number;
  readonly y: number;
}

export interface Street {
  readonly name: string;
  readonly class: string;
  readonly points: readonly Point[];
}

const WIDTH = 16;
const HEIGHT = 12;
const WEST = 11.93;
const SOUTH = 57.685;

const FIRST = ["Alder", "Bishop", "Canal", "Dock", "Elm", "Forge", "Garden", "Harbour"];
const SECOND = ["Iron", "Jasmine", "King", "Linden", "Market", "North", "Orchard", "Park"];

/** West, south, east, north of the town with a margin. */
export const TOWN_BOUNDS: [number, number, number, number] = [11.92, 57.68, 12.02, 57.735];

/** Streets of a made-up town: a bent grid, wide streets every fourth. */
export function townStreets(): readonly Street[] {
  const streets: Street[] = [];
  for (let y = 0; y <= HEIGHT; y++) {
    const places = Array.from({ length: WIDTH + 1 }, (_, x) => ({ x, y }));
    streets.push(street(`${FIRST[y % 8]} Street`, y, places));
  }
  for (let x = 0; x <= WIDTH; x++) {
    const places = Array.from({ length: HEIGHT + 1 }, (_, y) => ({ x, y }));
    streets.push(street(`${SECOND[x % 8]} Road`, x, places));
  }
  return streets;
}

function street(name: string, order: number, places: readonly GridPlace[]): Street {
  const roadClass = order % 8 === 4 ? "primary" : order % 4 === 0 ? "secondary" : "residential";
  return { name, class: roadClass, points: places.map(locate) };
}

/** Degrees of a place on a west-east street: straight between crossings, as the street is drawn. */
export function locate({ x, y }: GridPlace): Point {
  const west = Math.floor(x);
  const a = corner(west, y);
  const b = corner(west + 1, y);
  return [a[0] + (b[0] - a[0]) * (x - west), a[1] + (b[1] - a[1]) * (x - west)];
}

function corner(x: number, y: number): Point {
  const bendX = x + 0.35 * Math.sin(y * 0.7) + 0.12 * y;
  const bendY = y + 0.4 * Math.sin(x * 0.45) - 0.06 * x;
  return [WEST + bendX * 0.0046, SOUTH + 0.004 + bendY * 0.0033];
}

/** Places of `count` sites on the west-east streets, spread by a fixed seed. */
export function sitePlacesOf(count: number): readonly GridPlace[] {
  const random = new Random(7);
  return Array.from({ length: count }, () => ({
    x: random.below(WIDTH) + 0.15 + 0.7 * random.float(),
    y: random.below(HEIGHT + 1),
  }));
}

/** The way along streets from place to place, corner by corner. */
export function wayBetween(from: GridPlace, to: GridPlace): readonly Point[] {
  const way: GridPlace[] = [from];
  if (from.y !== to.y) {
    const crossing = Math.round((from.x + to.x) / 2);
    alongRow(way, from.x, crossing, from.y);
    const step = Math.sign(to.y - from.y);
    for (let y = from.y; y !== to.y; y += step) way.push({ x: crossing, y: y + step });
    alongRow(way, crossing, to.x, to.y);
  } else {
    alongRow(way, from.x, to.x, from.y);
  }
  return way.map(locate);
}

function alongRow(way: GridPlace[], fromX: number, toX: number, y: number): void {
  const step = Math.sign(toX - fromX);
  if (step === 0) return;
  let x = step > 0 ? Math.floor(fromX) + 1 : Math.ceil(fromX) - 1;
  for (; step > 0 ? x < toX : x > toX; x += step) way.push({ x, y });
  way.push({ x: toX, y });
}

/** Metres of a line of points, near enough for a small town. */
export function lengthM(points: readonly Point[]): number {
  let sum = 0;
  for (const [i, [lon, lat]] of points.entries()) {
    const [previousLon, previousLat] = points[i - 1] ?? [lon, lat];
    const eastM = (lon - previousLon) * 111_320 * Math.cos((lat * Math.PI) / 180);
    sum += Math.hypot(eastM, (lat - previousLat) * 110_574);
  }
  return Math.round(sum);
}
