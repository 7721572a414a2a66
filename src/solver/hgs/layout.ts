/**
 * Places on a plane that explain the metres between them: the depot at the origin. Exact where the
 * metres are straight lines; a fair likeness where they are roads.
 *
 * The farthest stop gives the first axis, the stop farthest from that axis says which side is up.
 *
 * @param metres symmetric, `width` squared, the depot in the last row
 */
export function layOut(metres: Int32Array, width: number): { x: Float64Array; y: Float64Array } {
  const n = width - 1;
  const x = new Float64Array(n);
  const y = new Float64Array(n);
  const axis = farthest(metres, width, n);
  const axisM = Math.max(1, metres[n * width + axis]);
  for (let stop = 0; stop < n; stop++) {
    const depotM = metres[n * width + stop];
    x[stop] = (depotM ** 2 + axisM ** 2 - metres[axis * width + stop] ** 2) / (2 * axisM);
    y[stop] = Math.sqrt(Math.max(0, depotM ** 2 - x[stop] ** 2));
  }
  let top = 0;
  for (let stop = 0; stop < n; stop++) if (y[stop] > y[top]) top = stop;
  for (let stop = 0; stop < n; stop++) {
    const apartM = metres[top * width + stop];
    const above = Math.hypot(x[stop] - x[top], y[stop] - y[top]);
    const below = Math.hypot(x[stop] - x[top], y[stop] + y[top]);
    if (Math.abs(below - apartM) < Math.abs(above - apartM)) y[stop] = -y[stop];
  }
  return { x, y };
}

function farthest(metres: Int32Array, width: number, from: number): number {
  let found = 0;
  for (let stop = 0; stop < width - 1; stop++) {
    if (metres[from * width + stop] > metres[from * width + found]) found = stop;
  }
  return found;
}
