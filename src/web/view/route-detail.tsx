import { useEffect, useRef } from "preact/hooks";
import type { RouteBody, VisitBody } from "../api/types.ts";
import { formatDuration, formatKg, formatKm } from "../format.ts";
import { routeColour, routeInk } from "../map/colours.ts";
import { theme } from "../state/media.ts";
import { type TripView, tripsOf } from "../state/route-view.ts";
import {
  containersBySite,
  select,
  selectContainer,
  selection,
  selectRoute,
  selectSite,
  shown,
  streams,
} from "../state/store.ts";
import { text } from "../text/text.ts";
import { FillLevel } from "./fill.tsx";
import { Icon } from "./icons.tsx";
import { RouteBadge, routeFacts, TripBars, vehicleTypeName } from "./route-list.tsx";

/** One route opened: its trips, and on each trip every visit in order. */
export function RouteDetail({ vehicleId }: { readonly vehicleId: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [vehicleId]);
  const routes = shown.value?.plan.routes ?? [];
  const routeIndex = routes.findIndex((route) => route.vehicleId === vehicleId);
  const route = routes[routeIndex];
  if (route === undefined) return null;
  return (
    <div class="detail">
      <button type="button" class="button button-plain" onClick={backToList}>
        <Icon name="back" />
        {text("route.back")}
      </button>
      <div class="route-head">
        <RouteBadge vehicleId={vehicleId} routeIndex={routeIndex} />
        <div class="route-name">
          <h2 ref={heading} tabIndex={-1}>
            {route.vehicleName}
          </h2>
          <p class="muted">{vehicleTypeName(vehicleId)}</p>
        </div>
        <p class="route-times">
          {text("routes.between", { from: route.startClock, to: route.endClock })}
        </p>
      </div>
      <p class="route-facts">{routeFacts(route)}</p>
      <TripSections route={route} routeIndex={routeIndex} />
    </div>
  );
}

/** The list comes back with the focus where it was left. */
function backToList(): void {
  const { vehicleId } = selection.value;
  selectRoute(null);
  requestAnimationFrame(() => {
    document.querySelector<HTMLElement>(`[data-route="${vehicleId ?? ""}"]`)?.focus();
  });
}

function TripSections(props: { readonly route: RouteBody; readonly routeIndex: number }) {
  const { route, routeIndex } = props;
  let stopNumber = 0;
  return (
    <>
      {tripsOf(route).map((trip) => {
        const firstNumber = stopNumber + 1;
        stopNumber += trip.stopCount;
        return (
          <TripSection
            key={trip.tripIndex}
            trip={trip}
            route={route}
            routeIndex={routeIndex}
            firstNumber={firstNumber}
          />
        );
      })}
    </>
  );
}

function TripSection(props: {
  readonly trip: TripView;
  readonly route: RouteBody;
  readonly routeIndex: number;
  readonly firstNumber: number;
}) {
  const { trip, route, routeIndex, firstNumber } = props;
  const number = trip.tripIndex + 1;
  let next = firstNumber;
  return (
    <section class="trip" aria-label={text("route.trip", { number })}>
      {trip.stopCount > 0 && (
        <div class="trip-head">
          <TripBars trip={trip} route={route} routeIndex={routeIndex} />
          {route.tripCount > 1 && <OnlyTripButton tripIndex={trip.tripIndex} />}
        </div>
      )}
      <ol class="visits">
        {trip.visits.map((visit) => {
          const stopNumber = visit.kind === "stop" ? next++ : 0;
          const key = `${visit.kind} ${visit.placeId} ${visit.start}`;
          if (visit.kind === "break") return <BreakRow key={key} visit={visit} />;
          return visit.kind === "stop" ? (
            <StopRow key={key} visit={visit} routeIndex={routeIndex} stopNumber={stopNumber} />
          ) : (
            <PlaceRow key={key} visit={visit} />
          );
        })}
      </ol>
    </section>
  );
}

function OnlyTripButton({ tripIndex }: { readonly tripIndex: number }) {
  const isOnly = selection.value.tripIndex === tripIndex;
  return (
    <button
      type="button"
      class="button button-small"
      aria-pressed={isOnly}
      onClick={() => select({ tripIndex: isOnly ? null : tripIndex })}
    >
      {text("route.onlyTrip")}
    </button>
  );
}

function StopRow(props: {
  readonly visit: VisitBody;
  readonly routeIndex: number;
  readonly stopNumber: number;
}) {
  const { visit, routeIndex, stopNumber } = props;
  const isSelected = selection.value.siteId === visit.placeId;
  const address = containersBySite.value.get(visit.placeId)?.[0]?.site.address ?? "";
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isSelected) row.current?.scrollIntoView({ block: "nearest" });
  }, [isSelected]);
  const colours = {
    background: routeColour(routeIndex, theme.value),
    color: routeInk(theme.value),
  };
  return (
    <li ref={row} class={isSelected ? "visit visit-selected" : "visit"}>
      <span class="visit-clock">{visit.clock}</span>
      <span class="visit-number" style={colours}>
        {stopNumber}
      </span>
      <div class="visit-body">
        <button
          type="button"
          class="visit-name"
          aria-current={isSelected ? "location" : undefined}
          onClick={() => selectSite(visit.placeId)}
        >
          {visit.name}
        </button>
        {address !== "" && address !== visit.name && <p class="muted">{address}</p>}
        <ul class="lifts">
          {visit.lifts.map((lift) => (
            <LiftRow key={lift.containerId} lift={lift} />
          ))}
        </ul>
        <p class="visit-load muted">
          {text("route.loadAfter", { load: formatKg(visit.loadKgAfter) })}
          {visit.waitSec >= 60 &&
            ` · ${text("route.wait", { duration: formatDuration(visit.waitSec) })}`}
        </p>
      </div>
    </li>
  );
}

function LiftRow({ lift }: { readonly lift: VisitBody["lifts"][number] }) {
  const stream = streams.value.get(lift.streamId)?.name ?? lift.streamId;
  return (
    <li class="lift">
      <button type="button" class="lift-button" onClick={() => selectContainer(lift.containerId)}>
        <FillLevel
          percent={lift.fillPercent}
          overflowProbability={lift.reason.overflowProbability}
        />
        <span>{stream}</span>
        <span class="muted">{lift.containerId}</span>
      </button>
      <p class="reason">{lift.reason.text}</p>
    </li>
  );
}

/** The crew rests where its truck stands. */
function BreakRow({ visit }: { readonly visit: VisitBody }) {
  const duration = formatDuration((Date.parse(visit.end) - Date.parse(visit.start)) / 1000);
  return (
    <li class="visit visit-place">
      <span class="visit-clock">{visit.clock}</span>
      <span class="visit-symbol">
        <Icon name="break" />
      </span>
      <div class="visit-body">
        <p class="visit-title">{text("route.break")}</p>
        <p class="muted">{text("route.breakAt", { duration, name: visit.name })}</p>
      </div>
    </li>
  );
}

/** Depot or disposal facility on the way. */
function PlaceRow({ visit }: { readonly visit: VisitBody }) {
  const key =
    visit.kind === "start" ? "route.start" : visit.kind === "end" ? "route.end" : "route.disposal";
  const leg = text("route.leg", {
    distance: formatKm(visit.legM),
    duration: formatDuration(visit.legSec),
  });
  return (
    <li class="visit visit-place">
      <span class="visit-clock">{visit.clock}</span>
      <span class="visit-symbol">
        <Icon name={visit.kind === "disposal" ? "facility" : "depot"} />
      </span>
      <div class="visit-body">
        <p class="visit-title">{text(key, { name: visit.name })}</p>
        <p class="muted">
          {visit.kind === "disposal" &&
            `${text("route.unloaded", { load: formatKg(visit.loadKgBefore) })} · `}
          {visit.kind === "start" ? "" : leg}
        </p>
      </div>
    </li>
  );
}
