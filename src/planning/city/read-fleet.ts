import { kilograms, litres, seconds } from "../../base/index.ts";
import type {
  CrewBreak,
  Depot,
  DisposalFacility,
  Vehicle,
  VehicleType,
} from "../../domain/index.ts";
import { readCsvTable } from "./csv-table.ts";
import type { FaultList } from "./faults.ts";
import { clockSec, RowReader } from "./fields.ts";
import { readLonLat } from "./read-sites.ts";
import { reference, UniqueIds } from "./unique-ids.ts";

const VEHICLE_TYPE_COLUMNS = {
  required: [
    "id",
    "name",
    "profile",
    "payload_kg",
    "body_l",
    "streams",
    "service_base_s",
    "service_per_container_s",
    "fixed_cents",
    "per_km_cents",
    "per_hour_cents",
    "diesel_l_per_100km",
    "diesel_l_per_lift",
  ],
  optional: [],
};

const VEHICLE_COLUMNS = {
  required: ["id", "type", "depot", "shift_start", "shift_end"],
  optional: ["name", "active", "breaks"],
};

const DEPOT_COLUMNS = {
  required: ["id", "name", "lon", "lat"],
  optional: ["opens", "closes"],
};

const FACILITY_COLUMNS = {
  required: ["id", "name", "lon", "lat", "streams", "opening_hours", "unload_s"],
  optional: ["unload_s_per_tonne", "gate_fee_cents_per_tonne"],
};

const SERVICE_SEC = { min: 0, max: 7200, whole: true };
const MONEY_CENTS = { min: 0, max: 10_000_000, whole: true };

/** Reads `vehicle-types.csv`. */
export async function readVehicleTypes(
  directory: string,
  known: { readonly streamIds: ReadonlySet<string>; readonly profileIds: ReadonlySet<string> },
  faults: FaultList,
): Promise<readonly VehicleType[]> {
  const rows = await readCsvTable(directory, "vehicle-types.csv", VEHICLE_TYPE_COLUMNS, faults);
  const ids = new UniqueIds();
  return rows.map((row) => {
    const reader = new RowReader(row, faults);
    return {
      id: ids.add(reader, "id"),
      name: reader.text("name"),
      profile: reference(reader, "profile", known.profileIds, "the road profiles"),
      payloadKg: kilograms(reader.number("payload_kg", { min: 1, max: 60_000, whole: false })),
      bodyL: litres(reader.number("body_l", { min: 1, max: 150_000, whole: false })),
      streamIds: readStreamIds(reader, known.streamIds),
      serviceBaseSec: seconds(reader.number("service_base_s", SERVICE_SEC)),
      servicePerContainerSec: seconds(reader.number("service_per_container_s", SERVICE_SEC)),
      fixedCents: reader.number("fixed_cents", MONEY_CENTS),
      perKmCents: reader.number("per_km_cents", MONEY_CENTS),
      perHourCents: reader.number("per_hour_cents", MONEY_CENTS),
      dieselLPer100Km: reader.number("diesel_l_per_100km", { min: 0, max: 500, whole: false }),
      dieselLPerLift: reader.number("diesel_l_per_lift", { min: 0, max: 10, whole: false }),
    };
  });
}

/** Reads `vehicles.csv`. */
export async function readVehicles(
  directory: string,
  areaId: string,
  known: { readonly typeIds: ReadonlySet<string>; readonly depots: readonly Depot[] },
  faults: FaultList,
): Promise<readonly Vehicle[]> {
  const rows = await readCsvTable(directory, "vehicles.csv", VEHICLE_COLUMNS, faults);
  const ids = new UniqueIds();
  const depotIds = new Set(known.depots.map((depot) => depot.id));
  return rows.map((row) => {
    const reader = new RowReader(row, faults);
    const id = ids.add(reader, "id");
    const shiftStartSec = seconds(reader.clock("shift_start"));
    const shiftEndSec = seconds(reader.clock("shift_end"));
    if (shiftStartSec >= shiftEndSec) {
      reader.fault("shift_end", `shift_end (${reader.raw("shift_end")}) must be after the start`);
    }
    const depotId = reference(reader, "depot", depotIds, "depots.csv");
    const depot = known.depots.find((candidate) => candidate.id === depotId);
    if (depot !== undefined && shiftStartSec < depot.opensSec) {
      reader.fault(
        "shift_start",
        `shift_start (${reader.raw("shift_start")}) is before the depot (${depotId}) opens`,
      );
    }
    return {
      id,
      areaId,
      name: reader.raw("name") || id,
      typeId: reference(reader, "type", known.typeIds, "vehicle-types.csv"),
      depotId,
      shiftStartSec,
      shiftEndSec,
      breaks: readBreaks(reader, shiftStartSec, shiftEndSec),
      active: reader.flag("active"),
    };
  });
}

/** One rest: `11:00-12:30/30`, with `/paid` behind it where the pay runs on. */
const BREAK_FORM = /^(\d{1,2}:\d{2})-(\d{1,2}:\d{2})\/(\d{1,3})(\/paid)?$/;

/** Rests in the column `breaks`, parted by semicolons or blanks. */
function readBreaks(reader: RowReader, startSec: number, endSec: number): readonly CrewBreak[] {
  const breaks: CrewBreak[] = [];
  for (const text of reader.list("breaks")) {
    const [, earliest = "", latest = "", minutes, paid] = BREAK_FORM.exec(text) ?? [];
    const earliestSec = clockSec(earliest);
    const latestSec = clockSec(latest);
    if (earliestSec === null || latestSec === null || Number(minutes) < 1) {
      reader.fault("breaks", `the break (${text}) must be like 11:00-12:30/30 (or …/30/paid)`);
    } else if (latestSec < earliestSec || earliestSec < startSec || latestSec > endSec) {
      reader.fault("breaks", `the break (${text}) must begin within the shift, its span forward`);
    } else if (latestSec < (breaks.at(-1)?.latestSec ?? 0)) {
      reader.fault("breaks", `the break (${text}) ends before the one listed ahead of it`);
    } else {
      breaks.push({
        earliestSec: seconds(earliestSec),
        latestSec: seconds(latestSec),
        restSec: seconds(60 * Number(minutes)),
        paid: paid !== undefined,
      });
    }
  }
  return breaks;
}

/** Reads `depots.csv`. */
export async function readDepots(
  directory: string,
  areaId: string,
  faults: FaultList,
): Promise<readonly Depot[]> {
  const rows = await readCsvTable(directory, "depots.csv", DEPOT_COLUMNS, faults);
  const ids = new UniqueIds();
  return rows.map((row) => {
    const reader = new RowReader(row, faults);
    const opensSec = seconds(reader.raw("opens") === "" ? 0 : reader.clock("opens"));
    const closesSec = seconds(reader.raw("closes") === "" ? 86_400 : reader.clock("closes"));
    if (opensSec >= closesSec) {
      reader.fault("closes", `closes (${reader.raw("closes")}) must be after opens`);
    }
    return {
      id: ids.add(reader, "id"),
      areaId,
      name: reader.text("name"),
      ...readLonLat(reader),
      opensSec,
      closesSec,
    };
  });
}

/** Reads `facilities.csv`, the places where loads are emptied. */
export async function readFacilities(
  directory: string,
  areaId: string,
  streamIds: ReadonlySet<string>,
  faults: FaultList,
): Promise<readonly DisposalFacility[]> {
  const rows = await readCsvTable(directory, "facilities.csv", FACILITY_COLUMNS, faults);
  const ids = new UniqueIds();
  return rows.map((row) => {
    const reader = new RowReader(row, faults);
    return {
      id: ids.add(reader, "id"),
      areaId,
      name: reader.text("name"),
      ...readLonLat(reader),
      streamIds: readStreamIds(reader, streamIds),
      openingHours: reader.openingHours("opening_hours"),
      unloadSec: seconds(reader.number("unload_s", SERVICE_SEC)),
      unloadSecPerTonne: seconds(reader.optionalNumber("unload_s_per_tonne", SERVICE_SEC) ?? 0),
      gateFeeCentsPerTonne: reader.optionalNumber("gate_fee_cents_per_tonne", MONEY_CENTS) ?? 0,
    };
  });
}

/** Streams in the column `streams`; `all` is every one. */
function readStreamIds(reader: RowReader, known: ReadonlySet<string>): readonly string[] {
  const listed = reader.list("streams");
  if (listed.length === 1 && listed[0] === "all") return [...known];
  if (listed.length === 0) reader.fault("streams", "streams is empty: list them, or write all");
  for (const streamId of listed) {
    if (known.has(streamId)) continue;
    reader.fault("streams", `the stream (${streamId}) is not in streams.csv: add it or remove it`);
  }
  return listed;
}
