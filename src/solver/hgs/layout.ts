/**
 * Places on a plane that explain the metres between them: the depot at the origin, or the middle of
 * the stops where there are several. Exact where the metres are straight lines; a fair likeness
 * where they are roads.
 *
 * The farthest stop gives the first axis, the stop farthest from that axis says which side is up.
 *
 * @param metres symmetric, `width` squared, the depots in the rows behind those of the stops
 */
export function layOut(
  metres: Int32Array,
  width: number,
  stopCount: number,
): { x: Float64Array; y: Float64Array } {
  const n = stopCount;
  const x = new Float64Array(n);
  const y = new Float64Array(n);
  const axis = farthest(metres, width, n, n);
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
  if (width > n + 1) {
    centre(x);
    centre(y);
  }
  return { x, y };
}

function centre(values: Float64Array): void {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  for (let i = 0; i < values.length; i++) values[i] -= mean;
}

function farthest(metres: Int32Array, width: number, from: number, stopCount: number): number {
  let found = 0;
  for (let stop = 0; stop < stopCount; stop++) {
    if (metres[from * width + stop] > metres[from * width + found]) found = stop;
  }
  return found;
}
