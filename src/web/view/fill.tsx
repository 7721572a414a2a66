import { formatPercent } from "../format.ts";
import { fillColour, RISK_PROBABILITY } from "../map/colours.ts";
import { theme } from "../state/media.ts";
import { text } from "../text/text.ts";

/** A small container, filled as high as the level says, in the colour of the map's ramp. */
export function FillGlyph({ percent }: { readonly percent: number | null }) {
  const height = (Math.min(Math.max(percent ?? 0, 0), 100) / 100) * 12;
  return (
    <svg class="fill-glyph" viewBox="0 0 14 18" aria-hidden="true" focusable="false">
      <rect class="fill-body" x="1.5" y="3" width="11" height="14" rx="1.5" />
      <rect
        x="2.5"
        y={16 - height}
        width="9"
        height={height}
        fill={fillColour(percent, theme.value)}
      />
      <path class="fill-lid" d="M0.8 2h12.4" />
    </svg>
  );
}

/** Level in figures beside its glyph, and a word where it is likely to overflow. */
export function FillLevel(props: {
  readonly percent: number | null;
  readonly overflowProbability?: number;
}) {
  const { percent, overflowProbability = 0 } = props;
  return (
    <span class="fill-level">
      <FillGlyph percent={percent} />
      <strong>{percent === null ? text("fill.unknown") : formatPercent(percent)}</strong>
      {overflowProbability >= RISK_PROBABILITY && (
        <span class="risk" title={text("fill.risk")}>
          <span aria-hidden="true">!</span>
          <span class="unseen">{text("fill.risk")}</span>
        </span>
      )}
    </span>
  );
}

/** A share of a limit as a bar with its figures. */
export function LoadBar(props: {
  readonly label: string;
  readonly value: number;
  readonly limit: number;
  readonly format: (value: number, limit: number) => string;
  readonly colour: string;
}) {
  const { label, value, limit, format, colour } = props;
  const share = limit > 0 ? Math.min(value / limit, 1) : 0;
  return (
    <div class="load">
      <span class="load-label">{label}</span>
      <span class="load-track" aria-hidden="true">
        <span class="load-value" style={{ width: `${share * 100}%`, background: colour }} />
      </span>
      <span class="load-figures">{format(value, limit)}</span>
    </div>
  );
}
