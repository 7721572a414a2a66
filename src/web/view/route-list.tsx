import type { RouteBody } from "../api/types.ts";
import { formatDuration, formatKm, formatVolumeOf, formatWeightOf } from "../format.ts";
import { routeColour, routeInk } from "../map/colours.ts";
import { TRIP_DASHES } from "../map/features.ts";
import { theme } from "../state/media.ts";
import { daySpan, loadedTripsOf, stripOf, type TripView } from "../state/route-view.ts";
import { labels, selectRoute, shown, vehicles } from "../state/store.ts";
import { text } from "../text/text.ts";
import { LoadBar } from "./fill.tsx";

/** All routes of the plan, one card each. */
export function RouteList() {
  const routes = shown.value?.plan.routes ?? [];
  const span = daySpan(routes);
  if (span === null) return <p class="empty">{text("routes.none")}</p>;
  return (
    <ul class="routes">
      {routes.map((route, routeIndex) => (
        <RouteCard key={route.vehicleId} route={route} routeIndex={routeIndex} span={span} />
      ))}
    </ul>
  );
}

function RouteCard(props: {
  readonly route: RouteBody;
  readonly routeIndex: number;
  readonly span: readonly [number, number];
}) {
  const { route, routeIndex, span } = props;
  const trips = loadedTripsOf(route);
  return (
    <li class="route-card">
      <div class="route-head">
        <RouteBadge vehicleId={route.vehicleId} routeIndex={routeIndex} />
        <div class="route-name">
          <h3>
            <button
              type="button"
              class="card-button"
              data-route={route.vehicleId}
              onClick={() => selectRoute(route.vehicleId)}
            >
              {route.vehicleName}
            </button>
          </h3>
          <p class="muted">{vehicleTypeName(route.vehicleId)}</p>
        </div>
        <p class="route-times">
          {text("routes.between", { from: route.startClock, to: route.endClock })}
        </p>
      </div>
      <DayStrip route={route} routeIndex={routeIndex} span={span} />
      <p class="route-facts">{routeFacts(route)}</p>
      {trips.map((trip) => (
        <TripBars key={trip.tripIndex} trip={trip} route={route} routeIndex={routeIndex} />
      ))}
    </li>
  );
}

/** Number of the route on its colour, as on the map. */
export function RouteBadge(props: { readonly vehicleId: string; readonly routeIndex: number }) {
  const colours = {
    background: routeColour(props.routeIndex, theme.value),
    color: routeInk(theme.value),
  };
  return (
    <span class="badge" style={colours} aria-hidden="true">
      {labels.value.get(props.vehicleId)}
    </span>
  );
}

/** Load of one trip against what the truck may carry. */
export function TripBars(props: {
  readonly trip: TripView;
  readonly route: RouteBody;
  readonly routeIndex: number;
}) {
  const { trip, route, routeIndex } = props;
  const colour = routeColour(routeIndex, theme.value);
  return (
    <div class="trip-bars">
      <span class="trip-name">
        <TripLine tripIndex={trip.tripIndex} colour={colour} />
        {text("route.trip", { number: trip.tripIndex + 1 })}
      </span>
      <LoadBar
        label={text("route.payload")}
        value={trip.loadKgMax}
        limit={route.payloadKg}
        format={formatWeightOf}
        colour={colour}
      />
      <LoadBar
        label={text("route.body")}
        value={trip.loadLMax}
        limit={route.bodyL}
        format={formatVolumeOf}
        colour={colour}
      />
    </div>
  );
}

const TRIP_LINE_WIDTH = 3;

/** The line of a trip as the map draws it. */
function TripLine(props: { readonly tripIndex: number; readonly colour: string }) {
  const dash = TRIP_DASHES[props.tripIndex % TRIP_DASHES.length] ?? [];
  return (
    <svg class="trip-line" viewBox="0 0 24 6" aria-hidden="true" focusable="false">
      <path
        d="M0 3h24"
        stroke={props.colour}
        stroke-width={TRIP_LINE_WIDTH}
        stroke-dasharray={dash.map((length) => length * TRIP_LINE_WIDTH).join(" ")}
      />
    </svg>
  );
}

/** When in the day the truck is out, trip by trip, and when it unloads. */
function DayStrip(props: {
  readonly route: RouteBody;
  readonly routeIndex: number;
  readonly span: readonly [number, number];
}) {
  const { route, routeIndex, span } = props;
  const times = route.visits.filter(({ kind }) => kind === "disposal").map(({ clock }) => clock);
  const label = text("routes.strip", {
    from: route.startClock,
    to: route.endClock,
    times: times.join(", "),
  });
  return (
    <div class="strip" role="img" aria-label={label}>
      {stripOf(route, span).map(({ kind, tripIndex, from, to }) => (
        <span
          key={`${kind} ${tripIndex} ${from}`}
          class={`strip-${kind}`}
          style={{
            left: `${from * 100}%`,
            width: `${(to - from) * 100}%`,
            ...(kind === "trip" ? { background: routeColour(routeIndex, theme.value) } : {}),
          }}
        />
      ))}
    </div>
  );
}

/** Stops, containers, kilometres and time of a route in a line. */
export function routeFacts(route: RouteBody): string {
  return [
    text("routes.stops", { count: route.stopCount }),
    text("routes.lifts", { count: route.liftCount }),
    formatKm(route.distanceM),
    formatDuration(route.durationSec),
  ].join(" · ");
}

/** Name of the vehicle's type; empty where the vehicle is not known any more. */
export function vehicleTypeName(vehicleId: string): string {
  return vehicles.value.find(({ id }) => id === vehicleId)?.type.name ?? "";
}
