import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ContainerForecastBody, ReadingBody } from "../api/types.ts";
import { formatMoment, formatPercent } from "../format.ts";
import { attempt, loadForecast, loadReadings } from "../state/actions.ts";
import { area } from "../state/store.ts";
import { text } from "../text/text.ts";
import { type ChartFrame, type LevelChart, layOutChart, levelY } from "./chart.ts";
import { forecastText } from "./forecast-text.ts";
import { doubtsText, qualityText } from "./quality-text.ts";

const DAYS_BACK = 14;
const DAYS_AHEAD = 7;
const DAY_MS = 86_400_000;
const WIDTH = 320;
const HEIGHT = 110;

interface LevelData {
  readonly readings: readonly ReadingBody[];
  readonly forecast: ContainerForecastBody;
  readonly frame: ChartFrame;
}

/** The readings of fourteen days and the forecast of seven as a small chart, in words below. */
export function LevelHistory({ containerId }: { readonly containerId: string }) {
  const data = useSignal<LevelData | null>(null);
  const readingCount = area.value?.readingCount ?? 0;
  useEffect(() => {
    const frame = frameAround(Date.now());
    void attempt(async () => {
      const [from, to] = [new Date(frame.fromMs), new Date(frame.toMs)];
      const [readings, forecast] = await Promise.all([
        loadReadings(containerId, from, to),
        loadForecast(containerId, DAYS_AHEAD),
      ]);
      data.value = { readings, forecast, frame };
    });
  }, [containerId, readingCount]);
  return (
    <section class="history">
      <h3>{text("container.chart")}</h3>
      {data.value === null ? (
        <p class="muted">{text("container.chartLoading")}</p>
      ) : (
        <Chart {...data.value} />
      )}
    </section>
  );
}

function frameAround(nowMs: number): ChartFrame {
  const [fromMs, toMs] = [nowMs - DAYS_BACK * DAY_MS, nowMs + DAYS_AHEAD * DAY_MS];
  return { width: WIDTH, height: HEIGHT, fromMs, toMs };
}

function Chart({ readings, forecast, frame }: LevelData) {
  const chart = layOutChart(readings, forecast, frame);
  const timeZone = area.value?.timeZone ?? "UTC";
  return (
    <>
      <svg
        class="chart"
        viewBox={`-46 -8 ${WIDTH + 52} ${HEIGHT + 16}`}
        role="img"
        aria-label={chartText(chart, readings.length)}
      >
        {[0, 50, 100].map((percent) => (
          <g key={percent} class={percent === 100 ? "chart-full" : "chart-grid"}>
            <path d={`M0 ${levelY(percent, HEIGHT)}H${WIDTH}`} />
            <text x="-6" y={levelY(percent, HEIGHT) + 4}>
              {formatPercent(percent)}
            </text>
          </g>
        ))}
        <path class="chart-band" d={chart.band} />
        <path class="chart-median" d={chart.median} />
        <path class="chart-now" d={`M${chart.nowX} 0V${HEIGHT}`} />
        {chart.emptyingXs.map((x) => (
          <path key={x} class="chart-emptying" d={`M${x} ${HEIGHT}l-4 7h8z`} />
        ))}
        <path class="chart-line" d={chart.line} />
        {chart.doubtful.map(({ x, y, ...reading }) => (
          <path key={`${x} ${y}`} class="chart-doubtful" d={`M${x - 3} ${y - 3}l6 6m0-6l-6 6`}>
            <title>{qualityText(reading)}</title>
          </path>
        ))}
      </svg>
      <p class="chart-ends muted">
        <span>{formatMoment(new Date(frame.fromMs).toISOString(), timeZone)}</span>
        <span class="chart-note">{notes(chart).join(" · ")}</span>
        <span>{formatMoment(new Date(frame.toMs).toISOString(), timeZone)}</span>
      </p>
      <p class="chart-words">{forecastText(forecast, timeZone)}</p>
    </>
  );
}

/** What the marks of the chart mean, of those that it has. */
function notes(chart: LevelChart): string[] {
  const doubts = [text("container.doubtful"), doubtsText(chart.doubtful)].filter(Boolean);
  return [
    ...(chart.range === null ? [text("container.chartNone")] : []),
    ...(chart.emptyingXs.length > 0 ? [`▲ ${text("container.emptyingMark")}`] : []),
    ...(chart.doubtful.length > 0 ? [`✕ ${doubts.join(": ")}`] : []),
  ];
}

function chartText({ range, emptyingXs }: LevelChart, count: number): string {
  if (range === null) return text("container.chartNone");
  return text("container.chartText", {
    count,
    low: formatPercent(range.lowPercent),
    high: formatPercent(range.highPercent),
    emptyings: text("container.emptied", { count: emptyingXs.length }),
  });
}
