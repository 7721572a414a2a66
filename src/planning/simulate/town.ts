import { Random } from "../../base/index.ts";
import type { City, Container } from "../../domain/index.ts";
import { orderReadings } from "../../forecast/index.ts";
import type { ReadingSeries } from "../../store/index.ts";
import { DAYS_A_WEEK } from "../calendar.ts";
import { type GainSeries, gainSeries, meanGain } from "../gain-series.ts";
import type { CityMatrices } from "../place-table.ts";

/** A city with what is needed to live through its days: travel times, and how containers fill. */
export interface Town {
  readonly city: City;
  readonly matrices: CityMatrices;
  /** By container, in the city's order: the days its gains are drawn from. */
  readonly gains: readonly GainSeries[];
  /** Mean gain a day, percent. */
  readonly rates: Float64Array;
}

/** A container fills at least so fast; slower ones would never be seen in some weeks. */
const RATE_PERCENT_MIN = 0.1;
/** What a container brings that no sensor ever watched and no other of its stream either. */
const UNKNOWN_GAIN = 5;

/**
 * Learns how each container fills from its readings. One without enough of them takes the ways of
 * another of its stream, drawn with `seed`.
 */
export function learnTown(
  city: City,
  matrices: CityMatrices,
  readings: ReadonlyMap<string, ReadingSeries>,
  seed: number,
): Town {
  const own = city.containers.map((container) => {
    const series = readings.get(container.id);
    return series === undefined ? null : gainSeries(orderReadings(series.atMs, series.fillPercent));
  });
  const random = new Random(seed);
  const gains = city.containers.map(
    (container, i) => own[i] ?? borrowed(city.containers, own, container, random),
  );
  return {
    city,
    matrices,
    gains,
    rates: Float64Array.from(gains, (series) => Math.max(RATE_PERCENT_MIN, meanGain(series))),
  };
}

function borrowed(
  containers: readonly Container[],
  own: readonly (GainSeries | null)[],
  container: Container,
  random: Random,
): GainSeries {
  const pool = own.filter(
    (series, i) => series !== null && containers[i]?.streamId === container.streamId,
  );
  const drawn = pool[random.below(Math.max(1, pool.length))];
  return drawn ?? Array.from({ length: DAYS_A_WEEK }, () => [UNKNOWN_GAIN]);
}

/**
 * A smaller town of some of the city's sites, the same for the same seed. Each container keeps its
 * site and stream but takes the ways of another of its stream, so that every town is another one.
 */
export function smallerTown(town: Town, siteCount: number, seed: number): Town {
  const random = new Random(seed);
  const order = town.city.sites.map((_, i) => i);
  random.shuffle(order, order.length);
  const kept = new Set(order.slice(0, siteCount).map((i) => town.city.sites[i]?.id));
  const containers = town.city.containers.filter(({ siteId }) => kept.has(siteId));
  const indexOf = new Map(town.city.containers.map(({ id }, i) => [id, i]));
  const gains = containers.map(({ streamId }) => {
    const alike = containers.filter((other) => other.streamId === streamId);
    const drawn = alike[random.below(alike.length)];
    return town.gains[indexOf.get(drawn?.id ?? "") ?? 0] ?? [];
  });
  const city = {
    ...town.city,
    sites: town.city.sites.filter(({ id }) => kept.has(id)),
    containers,
  };
  const rates = Float64Array.from(gains, (series) => Math.max(RATE_PERCENT_MIN, meanGain(series)));
  return { city, matrices: town.matrices, gains, rates };
}
