import { useEffect, useRef } from "preact/hooks";
import type { ContainerBody } from "../api/types.ts";
import {
  formatAge,
  formatDuration,
  formatHoursAhead,
  formatPercent,
  formatProbability,
  formatVolume,
} from "../format.ts";
import { plannedContainerIds } from "../state/route-view.ts";
import {
  closeContainer,
  containersById,
  containersBySite,
  places,
  selectContainer,
  selection,
  selectRoute,
  sensors,
  shown,
  streams,
} from "../state/store.ts";
import { text, textOfCode } from "../text/text.ts";
import { FillGlyph, FillLevel } from "./fill.tsx";
import { Icon } from "./icons.tsx";
import { LevelHistory } from "./level-history.tsx";
import { qualityText } from "./quality-text.ts";

/** Everything about one container: level, forecast, readings, and why it is collected or not. */
export function ContainerPanel() {
  const id = selection.value.containerId;
  const container = id === null ? undefined : containersById.value.get(id);
  const heading = useRef<HTMLHeadingElement>(null);
  const siteId = container?.site.id;
  useEffect(() => heading.current?.focus(), [siteId]);
  if (container === undefined) return null;
  const stream = streams.value.get(container.streamId)?.name ?? container.streamId;
  return (
    <aside class="panel" aria-labelledby="panel-title">
      <div class="panel-head">
        <div>
          <h2 id="panel-title" ref={heading} tabIndex={-1}>
            {container.site.name}
          </h2>
          {container.site.address !== container.site.name && (
            <p class="muted">{container.site.address}</p>
          )}
        </div>
        <button
          type="button"
          class="icon-button"
          aria-label={text("app.close")}
          onClick={closeContainer}
        >
          <Icon name="close" />
        </button>
      </div>
      <SiteContainers container={container} />
      <p class="panel-kind">
        {stream} · {formatVolume(container.volumeL)} · {container.id}
      </p>
      <LevelFigures container={container} />
      <WhyToday container={container} />
      <LevelHistory key={container.id} containerId={container.id} />
    </aside>
  );
}

/** The containers that stand together, as a choice between them. */
function SiteContainers({ container }: { readonly container: ContainerBody }) {
  const group = containersBySite.value.get(container.site.id) ?? [];
  if (group.length < 2) return null;
  return (
    <fieldset class="choice" aria-label={text("container.atSite")}>
      {group.map((other) => (
        <button
          key={other.id}
          type="button"
          class="choice-button"
          aria-pressed={other.id === container.id}
          onClick={() => selectContainer(other.id)}
        >
          <FillGlyph percent={other.forecast?.fillPercent ?? null} />
          {streams.value.get(other.streamId)?.name ?? other.streamId}{" "}
          {other.forecast !== null && formatPercent(other.forecast.fillPercent)}
        </button>
      ))}
    </fieldset>
  );
}

function LevelFigures({ container }: { readonly container: ContainerBody }) {
  const { forecast, lastReading, deviceId } = container;
  const rows: [string, string][] = [];
  if (forecast !== null) {
    rows.push(
      [text("container.full"), timeToFull(forecast)],
      [
        text("container.rate"),
        text("container.ratePerDay", { percent: formatPercent(forecast.ratePercentPerDay) }),
      ],
      [text("container.overflow"), formatProbability(forecast.overflowProbability24h)],
    );
  }
  rows.push(
    [text("container.last"), lastReadingText(lastReading)],
    [text("container.quality"), lastReading === null ? "–" : qualityText(lastReading)],
    [text("container.sensor"), deviceId ?? text("container.noSensor")],
    ...sensorRows(container.id),
  );
  return (
    <>
      <div class="level">
        <FillLevel
          percent={forecast?.fillPercent ?? lastReading?.fillPercent ?? null}
          overflowProbability={forecast?.overflowProbability24h ?? 0}
        />
        {forecast !== null && (
          <span class="muted">
            {text("container.band", {
              low: formatPercent(forecast.fillLowPercent),
              high: formatPercent(forecast.fillHighPercent),
            })}
          </span>
        )}
      </div>
      <dl class="facts">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** How the sensor keeps to its rhythm, where it has one. */
function sensorRows(containerId: string): [string, string][] {
  const sensor = sensors.value.get(containerId);
  if (sensor === undefined || sensor.intervalSec === null) return [];
  const interval = text("sensor.every", { interval: formatDuration(sensor.intervalSec) });
  const state = textOfCode("sensor", sensor.state);
  return [[text("sensor.reports"), sensor.state === "ok" ? interval : `${interval}; ${state}`]];
}

function timeToFull({ hoursToFull }: NonNullable<ContainerBody["forecast"]>): string {
  if (hoursToFull === null) return text("container.fullNever");
  return hoursToFull <= 0 ? text("container.fullNow") : formatHoursAhead(hoursToFull);
}

function lastReadingText(reading: ContainerBody["lastReading"]): string {
  if (reading === null) return text("container.noReading");
  return text("container.lastValue", {
    percent: formatPercent(reading.fillPercent),
    age: formatAge(reading.at, Date.now()),
  });
}

/** Why the plan collects the container or leaves it, and where its stop is. */
function WhyToday({ container }: { readonly container: ContainerBody }) {
  const plan = shown.value?.plan;
  const isPlanned = plan !== undefined && plannedContainerIds(plan).has(container.id);
  const reason = plan?.reasons[container.id];
  const unassigned = plan?.unassigned.find(({ containerIds }) =>
    containerIds.includes(container.id),
  );
  return (
    <section class="why">
      <h3>{text(isPlanned ? "container.whyIn" : "container.whyOut")}</h3>
      <p>{reason?.text ?? text("container.noReason")}</p>
      {unassigned?.reasons.map(({ code, detail }) => (
        <p key={code}>{detail}</p>
      ))}
      {isPlanned && <StopLine siteId={container.site.id} />}
    </section>
  );
}

function StopLine({ siteId }: { readonly siteId: string }) {
  const place = places.value.get(siteId);
  const route = shown.value?.plan.routes[place?.routeIndex ?? -1];
  if (place === undefined || route === undefined) return null;
  return (
    <p class="why-stop">
      {text("container.stop", {
        number: place.stopNumber,
        vehicle: route.vehicleName,
        clock: place.clock,
      })}
      {selection.value.vehicleId !== place.vehicleId && (
        <button
          type="button"
          class="button button-small"
          onClick={() => selectRoute(place.vehicleId)}
        >
          {text("container.toRoute")}
        </button>
      )}
    </p>
  );
}
