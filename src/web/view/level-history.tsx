import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ReadingBody } from "../api/types.ts";
import { formatMoment, formatPercent } from "../format.ts";
import { attempt, loadReadings } from "../state/actions.ts";
import { area } from "../state/store.ts";
import { text } from "../text/text.ts";
import { type ChartFrame, type LevelChart, layOutChart, levelY } from "./chart.ts";
import { doubtsText, qualityText } from "./quality-text.ts";

const DAYS = 14;
const DAY_MS = 86_400_000;
const WIDTH = 320;
const HEIGHT = 110;

/** The readings of the last fourteen days as a small chart. */
export function LevelHistory({ containerId }: { readonly containerId: string }) {
  const readings = useSignal<readonly ReadingBody[] | null>(null);
  const readingCount = area.value?.readingCount ?? 0;
  const frame = useSignal<ChartFrame>(frameUntil(Date.now()));
  useEffect(() => {
    const until = frameUntil(Date.now());
    void attempt(async () => {
      const [from, to] = [new Date(until.fromMs), new Date(until.toMs)];
      readings.value = await loadReadings(containerId, from, to);
      frame.value = until;
    });
  }, [containerId, readingCount]);
  return (
    <section class="history">
      <h3>{text("container.chart")}</h3>
      {readings.value === null ? (
        <p class="muted">{text("container.chartLoading")}</p>
      ) : (
        <Chart readings={readings.value} frame={frame.value} />
      )}
    </section>
  );
}

function frameUntil(nowMs: number): ChartFrame {
  return { width: WIDTH, height: HEIGHT, fromMs: nowMs - DAYS * DAY_MS, toMs: nowMs };
}

function Chart(props: { readonly readings: readonly ReadingBody[]; readonly frame: ChartFrame }) {
  const { readings, frame } = props;
  const chart = layOutChart(readings, frame);
  if (chart === null) return <p class="muted">{text("container.chartNone")}</p>;
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
        <path class="chart-line" d={chart.line} />
        {chart.doubtful.map(({ x, y, ...reading }) => (
          <path key={`${x} ${y}`} class="chart-doubtful" d={`M${x - 3} ${y - 3}l6 6m0-6l-6 6`}>
            <title>{qualityText(reading)}</title>
          </path>
        ))}
      </svg>
      <p class="chart-ends muted">
        <span>{formatMoment(new Date(frame.fromMs).toISOString(), timeZone)}</span>
        {chart.doubtful.length > 0 && (
          <span class="chart-note">
            ✕ {[text("container.doubtful"), doubtsText(chart.doubtful)].filter(Boolean).join(": ")}
          </span>
        )}
        <span>{formatMoment(new Date(frame.toMs).toISOString(), timeZone)}</span>
      </p>
    </>
  );
}

function chartText(chart: LevelChart, count: number): string {
  return text("container.chartText", {
    count,
    low: formatPercent(chart.lowPercent),
    high: formatPercent(chart.highPercent),
    emptyings: text("container.emptied", { count: chart.emptyingCount }),
  });
}
