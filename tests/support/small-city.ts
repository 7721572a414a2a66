import { kilograms, litres, seconds } from "../../src/base/index.ts";
import type { City, Container, Site, WasteStream } from "../../src/domain/index.ts";

/** A hand-made city: one depot, one facility, two vehicles, sites in a row 100 m apart. */
export function smallCity(siteCount = 4, changes: Partial<City> = {}): City {
  const sites = Array.from({ length: siteCount }, (_, i) => smallSite(i));
  return {
    area: {
      id: "town",
      name: "Town",
      timeZone: "Europe/Stockholm",
      bounds: [11.9, 57.6, 12.1, 57.8],
      attribution: "drawn by hand",
    },
    streams: [PAPER, GLASS],
    sites,
    containers: sites.map((site, i) => smallContainer(`c${i}`, site.id, "paper")),
    vehicleTypes: [
      {
        id: "rear",
        name: "Rear loader",
        profile: "truck-26t",
        payloadKg: kilograms(10_000),
        bodyL: litres(20_000),
        streamIds: ["paper", "glass"],
        serviceBaseSec: seconds(40),
        servicePerContainerSec: seconds(30),
        fixedCents: 6_000,
        perKmCents: 60,
        perHourCents: 6_000,
        dieselLPer100Km: 50,
        dieselLPerLift: 0.03,
      },
    ],
    vehicles: ["v1", "v2"].map((id) => ({
      id,
      areaId: "town",
      name: id.toUpperCase(),
      typeId: "rear",
      depotId: "yard",
      shiftStartSec: seconds(6 * 3600),
      shiftEndSec: seconds(14 * 3600),
      breaks: [],
      active: true,
    })),
    depots: [
      {
        id: "yard",
        areaId: "town",
        name: "Yard",
        lon: 11.95,
        lat: 57.7,
        opensSec: seconds(5 * 3600),
        closesSec: seconds(20 * 3600),
      },
    ],
    facilities: [
      {
        id: "plant",
        areaId: "town",
        name: "Plant",
        lon: 12.05,
        lat: 57.72,
        streamIds: ["paper", "glass"],
        openingHours: [
          { weekdays: [1, 2, 3, 4, 5], opensSec: seconds(7 * 3600), closesSec: seconds(17 * 3600) },
        ],
        unloadSec: seconds(900),
        unloadSecPerTonne: seconds(60),
        gateFeeCentsPerTonne: 0,
      },
    ],
    policy: { mustGoProbability: 0.2, overflowCents: 4_000, nextVisitDays: 1, intervalDaysMax: {} },
    ...changes,
  };
}

/** A container of 1,100 litres without a sensor. */
export function smallContainer(id: string, siteId: string, streamId: string): Container {
  return {
    id,
    siteId,
    streamId,
    volumeL: litres(1_100),
    deviceId: null,
    depthMm: null,
    sensorOffsetMm: null,
    sensorModel: null,
  };
}

const PAPER: WasteStream = {
  id: "paper",
  name: "Paper",
  densityKgPerM3: 100,
  compactionRatio: 4,
};

const GLASS: WasteStream = { id: "glass", name: "Glass", densityKgPerM3: 225, compactionRatio: 1 };

function smallSite(i: number): Site {
  return {
    id: `s${i}`,
    areaId: "town",
    name: `Street ${i + 1}`,
    address: `Street ${i + 1}`,
    lon: 11.95 + i * 0.001,
    lat: 57.7,
  };
}
