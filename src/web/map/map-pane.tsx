import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { isWide, theme } from "../state/media.ts";
import { area } from "../state/store.ts";
import { text } from "../text/text.ts";
import { Icon } from "../view/icons.tsx";
import { fillSteps, MAP_COLOURS } from "./colours.ts";
import { TRIP_DASHES } from "./features.ts";
import { type MapHandle, mountMap } from "./mount-map.ts";

/** The map with its buttons, its legend and the name of those who made the roads. */
export function MapPane() {
  const element = useRef<HTMLDivElement>(null);
  const handle = useRef<MapHandle | null>(null);
  const hasFailed = useSignal(false);
  const areaId = area.value?.id;
  useEffect(() => {
    const shown = area.peek();
    if (element.current === null || shown === null) return;
    handle.current = mountMap(element.current, shown);
    hasFailed.value = handle.current === null;
    return () => handle.current?.remove();
  }, [areaId]);
  return (
    <section class="map-pane" aria-label={text("map.label")}>
      <div class="map" ref={element} />
      {hasFailed.value && <p class="map-failed">{text("map.failed")}</p>}
      <div class="map-buttons">
        <MapButton name="plus" label={text("map.zoomIn")} press={() => handle.current?.zoom(1)} />
        <MapButton
          name="minus"
          label={text("map.zoomOut")}
          press={() => handle.current?.zoom(-1)}
        />
        <MapButton name="fit" label={text("map.fit")} press={() => handle.current?.fitAll()} />
      </div>
      <div class="map-foot">
        <Legend />
        <Attribution />
      </div>
    </section>
  );
}

function MapButton(props: {
  readonly name: "plus" | "minus" | "fit";
  readonly label: string;
  readonly press: () => void;
}) {
  const { name, label, press } = props;
  return (
    <button type="button" class="map-button" aria-label={label} title={label} onClick={press}>
      <Icon name={name} />
    </button>
  );
}

function Attribution() {
  return (
    <p class="attribution">
      <a href="https://www.openstreetmap.org/copyright" target="_blank" rel="noreferrer">
        {area.value?.attribution}
      </a>
    </p>
  );
}

function Legend() {
  const steps = fillSteps(theme.value);
  return (
    <details class="legend" open={isWide.value}>
      <summary>{text("legend.title")}</summary>
      <div class="legend-content">
        <div class="legend-fill">
          <span>{text("legend.fill")}</span>
          <ol class="legend-ramp">
            {steps.map(({ fromPercent, colour }, i) => (
              <li key={fromPercent}>
                <span class="legend-step" style={{ background: colour }} aria-hidden="true" />
                {i === steps.length - 1 ? `${fromPercent}+` : `${fromPercent}`}
              </li>
            ))}
          </ol>
        </div>
        <LegendItem picture={<SitePicture kind="risk" />} label={text("legend.risk")} />
        <LegendItem picture={<SitePicture kind="planned" />} label={text("legend.planned")} />
        <LegendItem picture={<SitePicture kind="several" />} label={text("legend.several")} />
        <LegendItem picture={<SitePicture kind="noData" />} label={text("legend.noData")} />
        <LegendItem picture={<TripLines />} label={text("legend.trips")} />
        <LegendItem picture={<Icon name="depot" />} label={text("legend.depot")} />
        <LegendItem picture={<Icon name="facility" />} label={text("legend.facility")} />
      </div>
    </details>
  );
}

function LegendItem(props: { readonly picture: ComponentChildren; readonly label: string }) {
  return (
    <span class="legend-item">
      {props.picture}
      {props.label}
    </span>
  );
}

function TripLines() {
  return (
    <svg class="legend-trips" viewBox="0 0 44 20" aria-hidden="true" focusable="false">
      {TRIP_DASHES.map((dash, i) => (
        <path
          key={dash.join()}
          d={`M0 ${2.5 + 5 * i}h44`}
          stroke-dasharray={dash.map((length) => length * 2.4).join(" ")}
        />
      ))}
    </svg>
  );
}

function SitePicture({ kind }: { readonly kind: "noData" | "risk" | "planned" | "several" }) {
  const { outline, noData, halo, highlight } = MAP_COLOURS[theme.value];
  const colours = fillSteps(theme.value).map(({ colour }) => colour);
  const [low = "", , middle = "", high = "", full = ""] = colours;
  const fill = { noData, risk: full, planned: high, several: middle }[kind];
  return (
    <svg class="legend-site" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      {kind === "planned" && <circle cx="10" cy="10" r="9.5" fill={highlight} />}
      <circle cx="10" cy="10" r="7" fill={fill} stroke={outline} stroke-width="1.2" />
      {kind === "several" && (
        <path d="M10 10V3a7 7 0 0 1 6.06 10.5Z" fill={low} stroke={outline} stroke-width="1" />
      )}
      {kind === "several" && <path d="M10 10 3.94 13.5" stroke={outline} stroke-width="1" />}
      {kind === "risk" && <circle cx="10" cy="10" r="4.6" fill={halo} />}
      {kind === "risk" && (
        <path d="M10 6.6v4M10 12.6v.6" stroke={outline} stroke-width="1.8" stroke-linecap="round" />
      )}
    </svg>
  );
}
