import type { PolicyReport, Scenario } from "../planning/index.ts";

const PLOT = { width: 640, height: 400, left: 64, right: 120, top: 16, bottom: 44 } as const;
const COLOURS: Readonly<Record<string, string>> = {
  fixed: "#7a3e9d",
  threshold: "#d55e00",
  "must-go": "#8a6d00",
  fillroute: "#0b5d8f",
  perfect: "#009e73",
};
const TICKS = 5;

/** A page by itself: what the policies cost against how long containers stood full, and a table. */
export function simulationPage(scenario: Scenario, reports: readonly PolicyReport[]): string {
  const first = reports[0];
  const title = escaped(`Simulation: ${scenario.name}`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>
body { font: 16px/1.5 sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem }
table { border-collapse: collapse; display: block; overflow-x: auto }
th, td { padding: .3rem .7rem; text-align: right; border-bottom: 1px solid #ccc }
th:first-child, td:first-child { text-align: left }
svg { max-width: 100%; height: auto }
</style>
</head>
<body>
<h1>${title}</h1>
<p>${first?.seeds ?? 0} runs of ${first?.days ?? 0} days after ${scenario.warmUpDays} days
of warm-up; every policy lives through the same days. Intervals are 95 % over the runs;
differences are paired and to ${escaped(first?.policy ?? "")}.</p>
${frontierPlot(reports)}
${table(reports)}
</body>
</html>
`;
}

/** Operating cost against overflow hours, a dot a policy with its interval of the cost. */
function frontierPlot(reports: readonly PolicyReport[]): string {
  const hours = reports.map((report) => report.overflowHoursPerDay.mean);
  const costs = reports.flatMap(({ operatingCentsPerDay: { mean, halfWidth } }) => [
    (mean - halfWidth) / 100,
    (mean + halfWidth) / 100,
  ]);
  const hourMax = Math.max(1, ...hours) * 1.05;
  const costMin = Math.min(...costs) * 0.95;
  const costMax = Math.max(...costs, costMin + 1) * 1.05;
  const { width, height, left, right, top, bottom } = PLOT;
  const x = (value: number) => round(left + (value / hourMax) * (width - left - right));
  const y = (value: number) =>
    round(height - bottom - ((value - costMin) / (costMax - costMin)) * (height - top - bottom));
  const grid = Array.from({ length: TICKS + 1 }, (_, i) => {
    const hour = (hourMax * i) / TICKS;
    const cost = costMin + ((costMax - costMin) * i) / TICKS;
    return (
      `<line x1="${left}" y1="${y(cost)}" x2="${width - right}" y2="${y(cost)}" stroke="#ddd"/>` +
      `<text x="${left - 6}" y="${y(cost) + 4}" text-anchor="end">${Math.round(cost)}</text>` +
      `<text x="${x(hour)}" y="${height - bottom + 16}" text-anchor="middle">` +
      `${Math.round(hour)}</text>`
    );
  });
  const dots = reports.map((report) => {
    const { mean, halfWidth } = report.operatingCentsPerDay;
    const at = x(report.overflowHoursPerDay.mean);
    const colour = COLOURS[report.policy.split(":")[0] ?? ""] ?? "#444";
    return (
      `<line x1="${at}" x2="${at}" y1="${y((mean - halfWidth) / 100)}" ` +
      `y2="${y((mean + halfWidth) / 100)}" stroke="${colour}" stroke-width="2"/>` +
      `<circle cx="${at}" cy="${y(mean / 100)}" r="4.5" fill="${colour}"/>` +
      `<text x="${at + 8}" y="${y(mean / 100) + 4}">${escaped(report.policy)}</text>`
    );
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img"
 font-family="sans-serif" font-size="12" fill="#222">
<title>Operating cost a day against hours that containers stood full</title>
<rect width="${width}" height="${height}" fill="#fff"/>
${grid.join("\n")}
${dots.join("\n")}
<text x="${(left + width - right) / 2}" y="${height - 8}" text-anchor="middle">
container hours full, a day</text>
<text transform="translate(14 ${height / 2}) rotate(-90)" text-anchor="middle">
operating cost a day</text>
</svg>`;
}

function table(reports: readonly PolicyReport[]): string {
  const columns: readonly (readonly [string, (report: PolicyReport) => string])[] = [
    ["policy", (report) => escaped(report.policy)],
    ["operating cost", ({ operatingCentsPerDay }) => estimate(operatingCentsPerDay, 100)],
    ["against the first, %", ({ operatingAgainstFirst }) => estimate(operatingAgainstFirst)],
    ["hours full", ({ overflowHoursPerDay }) => estimate(overflowHoursPerDay)],
    ["container days full, %", ({ overflowPercent }) => estimate(overflowPercent)],
    ["km", ({ kmPerDay }) => estimate(kmPerDay)],
    ["hours", ({ hoursPerDay }) => estimate(hoursPerDay)],
    ["trips", ({ tripsPerDay }) => estimate(tripsPerDay)],
    ["lifts", ({ liftsPerDay }) => estimate(liftsPerDay)],
    ["fill at lift, %", ({ fillAtLiftPercent }) => estimate(fillAtLiftPercent)],
    ["kg CO2", ({ co2KgPerDay }) => estimate(co2KgPerDay)],
  ];
  const head = columns.map(([name]) => `<th scope="col">${name}</th>`).join("");
  const rows = reports.map((report) => {
    return `<tr>${columns.map(([, cell]) => `<td>${cell(report)}</td>`).join("")}</tr>`;
  });
  return `<table><thead><tr>${head}</tr></thead><tbody>\n${rows.join("\n")}\n</tbody></table>`;
}

function estimate({ mean, halfWidth }: { mean: number; halfWidth: number }, unit = 1): string {
  return `${(mean / unit).toFixed(1)} ± ${(halfWidth / unit).toFixed(1)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
}
