/** One line of a chart: gap in per cent over seconds. */
export interface Curve {
  readonly name: string;
  readonly points: readonly { readonly seconds: number; readonly gap: number }[];
}

/** One chart of a sheet. */
export interface Panel {
  readonly title: string;
  readonly curves: readonly Curve[];
}

const PANEL = { width: 360, height: 260, left: 44, right: 12, top: 28, bottom: 34 } as const;
const COLUMNS = 2;
const LEGEND_HEIGHT = 24;
/** Distinct for those who see no red or green too; the first is the product's own. */
const COLOURS = ["#0b5d8f", "#d55e00", "#009e73", "#7a3e9d", "#8a6d00"] as const;
const GAP_TICKS = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50];
const SECOND_TICKS = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600];

/** Where values come to lie on a panel; both axes logarithmic. */
interface Scale {
  readonly x: (seconds: number) => number;
  readonly y: (gap: number) => number;
  readonly gaps: readonly [number, number];
  readonly seconds: readonly [number, number];
}

/** Draws panels side by side as one SVG document, both axes logarithmic, with one legend. */
export function drawCharts(panels: readonly Panel[]): string {
  const names = [...new Set(panels.flatMap(({ curves }) => curves.map(({ name }) => name)))];
  const rows = Math.ceil(panels.length / COLUMNS);
  const width = PANEL.width * Math.min(COLUMNS, panels.length);
  const height = LEGEND_HEIGHT + PANEL.height * rows;
  const body = panels.map((panel, i) => {
    const x = (i % COLUMNS) * PANEL.width;
    const y = LEGEND_HEIGHT + Math.floor(i / COLUMNS) * PANEL.height;
    return `<g transform="translate(${x} ${y})">${drawPanel(panel, names)}</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"`,
    ` font-family="sans-serif" font-size="11" role="img">`,
    "<title>Gap to the best-known cost in per cent over CPU seconds</title>",
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    drawLegend(names),
    ...body,
    "</svg>\n",
  ].join("\n");
}

function drawLegend(names: readonly string[]): string {
  return names
    .map((name, i) => {
      const x = PANEL.left + i * 84;
      return (
        `<line x1="${x}" y1="14" x2="${x + 18}" y2="14" stroke="${colourOf(i)}" ` +
        `stroke-width="2"/>` +
        `<text x="${x + 22}" y="18" fill="#222222">${name}</text>`
      );
    })
    .join("\n");
}

function colourOf(index: number): string {
  return COLOURS[index % COLOURS.length];
}

function drawPanel({ title, curves }: Panel, names: readonly string[]): string {
  const scale = scaleOf(curves);
  const lines = curves.map((curve) => drawCurve(curve, scale, colourOf(names.indexOf(curve.name))));
  return [
    `<text x="${PANEL.left}" y="18" font-weight="bold" fill="#222222">${title}, gap %</text>`,
    drawGrid(scale),
    ...lines,
  ].join("\n");
}

function scaleOf(curves: readonly Curve[]): Scale {
  const points = curves.flatMap((curve) => curve.points);
  const least = GAP_TICKS[0];
  const gaps = points.map(({ gap }) => Math.max(least, gap));
  const gapMin = GAP_TICKS.findLast((tick) => tick <= Math.min(...gaps)) ?? least;
  const gapMax = GAP_TICKS.find((tick) => tick >= Math.max(...gaps)) ?? 100;
  const seconds = points.map((point) => point.seconds);
  const secondMin = Math.min(...seconds);
  const secondMax = Math.max(...seconds, secondMin * 2);
  const { left, right, top, bottom, width, height } = PANEL;
  const share = (value: number, from: number, to: number): number =>
    Math.log(value / from) / Math.log(to / from);
  return {
    x: (at) => left + share(at, secondMin, secondMax) * (width - left - right),
    y: (gap) => {
      const part = share(Math.max(gapMin, gap), gapMin, Math.max(gapMax, gapMin * 2));
      return height - bottom - part * (height - top - bottom);
    },
    gaps: [gapMin, gapMax],
    seconds: [secondMin, secondMax],
  };
}

function drawGrid(scale: Scale): string {
  const { left, right, top, bottom, width, height } = PANEL;
  const within = (tick: number, [from, to]: readonly [number, number]) =>
    tick >= from && tick <= to;
  const rows = GAP_TICKS.filter((tick) => within(tick, scale.gaps)).map((tick) => {
    const y = round(scale.y(tick));
    return (
      `<line x1="${left}" y1="${y}" x2="${width - right}" y2="${y}" stroke="#dddddd"/>` +
      `<text x="${left - 6}" y="${y + 4}" text-anchor="end" fill="#444444">${tick}</text>`
    );
  });
  const columns = SECOND_TICKS.filter((tick) => within(tick, scale.seconds)).map((tick) => {
    const x = round(scale.x(tick));
    return (
      `<line x1="${x}" y1="${top}" x2="${x}" y2="${height - bottom}" stroke="#eeeeee"/>` +
      `<text x="${x}" y="${height - bottom + 14}" text-anchor="middle" fill="#444444">` +
      `${tick} s</text>`
    );
  });
  return [...rows, ...columns].join("\n");
}

function drawCurve({ points }: Curve, scale: Scale, colour: string): string {
  const at = points.map(({ seconds, gap }) => [round(scale.x(seconds)), round(scale.y(gap))]);
  const path = at.map(([x, y], i) => `${i === 0 ? "M" : "L"}${x} ${y}`).join(" ");
  const line = `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`;
  if (points.length > 6) return line;
  const dots = at.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="3.5" fill="${colour}"/>`);
  return [line, ...dots].join("\n");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
