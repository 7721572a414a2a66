import type { Kilograms, Litres, Metres, Seconds } from "../base/index.ts";

/** A place on the map; degrees, WGS 84. */
export interface LonLat {
  readonly lon: number;
  readonly lat: number;
}

/** One city's service region with its road graph. Its working days belong to `timeZone`. */
export interface Area {
  readonly id: string;
  readonly name: string;
  /** IANA name, for example `Europe/Stockholm`. */
  readonly timeZone: string;
  /** West, south, east, north in degrees. */
  readonly bounds: readonly [number, number, number, number];
  /** Attribution of the road data, shown on every map. */
  readonly attribution: string;
}

/** A kind of waste, with what it weighs and how far a truck presses it together. */
export interface WasteStream {
  readonly id: string;
  readonly name: string;
  /** Loose density in the container, kg per cubic metre. */
  readonly densityKgPerM3: number;
  /** Loose volume divided by volume in the truck; at least 1. */
  readonly compactionRatio: number;
}

/** Where waste is put out: one or more containers stand here. */
export interface Site extends LonLat {
  readonly id: string;
  readonly areaId: string;
  readonly name: string;
  readonly address: string;
}

/** Fill sensors whose raw frames are understood. */
export const SENSOR_MODELS = [
  "em310-udl",
  "em400-mud",
  "em400-tld",
  "em400-udl",
  "em500-udl",
  "ldds75",
] as const;
export type SensorModel = (typeof SENSOR_MODELS)[number];

/** One bin or skip at a site. */
export interface Container {
  readonly id: string;
  readonly siteId: string;
  readonly streamId: string;
  readonly volumeL: Litres;
  /** Id of the fill sensor, lower case; null where there is none. */
  readonly deviceId: string | null;
  /** From the sensor down to the bottom, for sensors that report a distance. */
  readonly depthMm: number | null;
  /** From the sensor down to a full container. */
  readonly sensorOffsetMm: number | null;
  /** Kind of sensor, to read its raw frames by; null where it is not known. */
  readonly sensorModel: SensorModel | null;
}

/** A sensor in a container over a span of time. */
export interface SensorPlace {
  readonly deviceId: string;
  /** True for the one that the container itself names; a container may have others. */
  readonly isMain: boolean;
  readonly depthMm: number | null;
  readonly sensorOffsetMm: number | null;
  readonly sensorModel: SensorModel | null;
  /** UTC milliseconds; 0 where it is not known since when. */
  readonly fromMs: number;
  /** Null while it is there. */
  readonly untilMs: number | null;
}

/** What vehicles of one kind have in common. */
export interface VehicleType {
  readonly id: string;
  readonly name: string;
  /** Name of the road profile, which holds dimensions, weight and speeds. */
  readonly profile: string;
  readonly payloadKg: Kilograms;
  /** Room for pressed waste. */
  readonly bodyL: Litres;
  readonly streamIds: readonly string[];
  readonly serviceBaseSec: Seconds;
  readonly servicePerContainerSec: Seconds;
  readonly fixedCents: number;
  readonly perKmCents: number;
  readonly perHourCents: number;
  /** Litres of diesel equivalent per 100 km on the road, for the emission figure. */
  readonly dieselLPer100Km: number;
  /** Litres of diesel equivalent per container lifted. */
  readonly dieselLPerLift: number;
}

/** One truck with its crew's shift. Clock times are local, in seconds after midnight. */
export interface Vehicle {
  readonly id: string;
  readonly areaId: string;
  readonly name: string;
  readonly typeId: string;
  readonly depotId: string;
  readonly shiftStartSec: Seconds;
  readonly shiftEndSec: Seconds;
  /** In the order in which they are taken. */
  readonly breaks: readonly CrewBreak[];
  readonly active: boolean;
}

/**
 * A rest of the crew that begins within a span of the day; it falls away where the round is over
 * before the span ends.
 */
export interface CrewBreak {
  readonly earliestSec: Seconds;
  readonly latestSec: Seconds;
  readonly restSec: Seconds;
  /** Whether the hour's pay runs on. */
  readonly paid: boolean;
}

/** Where vehicles start and end their shift. */
export interface Depot extends LonLat {
  readonly id: string;
  readonly areaId: string;
  readonly name: string;
  readonly opensSec: Seconds;
  readonly closesSec: Seconds;
}

/** An interval of opening on some weekdays; ISO weekdays, 1 is Monday. Both ends included. */
export interface OpeningHours {
  readonly weekdays: readonly number[];
  readonly opensSec: Seconds;
  readonly closesSec: Seconds;
}

/** Where loads are emptied. */
export interface DisposalFacility extends LonLat {
  readonly id: string;
  readonly areaId: string;
  readonly name: string;
  readonly streamIds: readonly string[];
  readonly openingHours: readonly OpeningHours[];
  readonly unloadSec: Seconds;
  readonly unloadSecPerTonne: Seconds;
  readonly gateFeeCentsPerTonne: number;
}

/** Rules of the choice of what to collect; defaults in `defaultPolicy`. */
export interface CollectionPolicy {
  /** A container must be collected when it overflows before its next visit with more than this. */
  readonly mustGoProbability: number;
  /** Price of one container overflowing for a day, in cents. */
  readonly overflowCents: number;
  /** Days from this plan to the next one that could collect the container. */
  readonly nextVisitDays: number;
  /** Most days between two emptyings by stream id, from law or contract. */
  readonly intervalDaysMax: Readonly<Record<string, number>>;
}

/** Everything about a city but its readings and plans. */
export interface City {
  readonly area: Area;
  readonly streams: readonly WasteStream[];
  readonly sites: readonly Site[];
  readonly containers: readonly Container[];
  readonly vehicleTypes: readonly VehicleType[];
  readonly vehicles: readonly Vehicle[];
  readonly depots: readonly Depot[];
  readonly facilities: readonly DisposalFacility[];
  readonly policy: CollectionPolicy;
}

/** How far two places may be apart from a road and still be served, and similar limits. */
export const SNAP_RADIUS_M = 250 as Metres;
