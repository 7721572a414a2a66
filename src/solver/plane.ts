import type { Plane, Problem, Profile } from "./problem.ts";

/** Whether travel is told by coordinates, so that no matrix of all places is ever made. */
export function isOnPlane(problem: Problem): boolean {
  return problem.profiles.some((profile) => profile.plane !== undefined);
}

/** The straight line between two places, rounded to whole metres, halves up. */
export function planeMetres({ x, y }: Plane, from: number, to: number): number {
  const across = x[from] - x[to];
  const along = y[from] - y[to];
  return Math.floor(Math.sqrt(across * across + along * along) + 0.5);
}

/** A profile of places told by their coordinates, a second a metre. */
export function planeProfile(name: string, plane: Plane): Profile {
  const none = new Int32Array(0);
  const matrix = { placeCount: plane.x.length, travelSec: none, travelM: none };
  return { name, matrix, plane };
}
