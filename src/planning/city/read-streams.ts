import type { WasteStream } from "../../domain/index.ts";
import { readCsvTable } from "./csv-table.ts";
import type { FaultList } from "./faults.ts";
import { RowReader } from "./fields.ts";
import { UniqueIds } from "./unique-ids.ts";

/** A stream with what only the import needs of it. */
export interface StreamRow extends WasteStream {
  /** Size of a container whose size is not given; null where there is no default. */
  readonly defaultVolumeL: number | null;
  /** Tags of a recycling point that mean a container of this stream. */
  readonly osmTags: readonly string[];
  /** Most days between two emptyings; null for no rule. */
  readonly intervalDaysMax: number | null;
}

/** The solver keeps the streams of a truck in the bits of one number. */
const STREAM_COUNT_MAX = 30;

const COLUMNS = {
  required: ["id", "name", "density_kg_per_m3", "compaction_ratio"],
  optional: ["default_volume_l", "osm_tags", "interval_days_max"],
};

/** Reads `streams.csv`. */
export async function readStreams(
  directory: string,
  faults: FaultList,
): Promise<readonly StreamRow[]> {
  const rows = await readCsvTable(directory, "streams.csv", COLUMNS, faults);
  if (rows.length > STREAM_COUNT_MAX) {
    faults.add(
      "streams.csv",
      `has ${rows.length} streams: at most ${STREAM_COUNT_MAX} are planned`,
    );
  }
  const ids = new UniqueIds();
  return rows.map((row) => {
    const reader = new RowReader(row, faults);
    return {
      id: ids.add(reader, "id"),
      name: reader.text("name"),
      densityKgPerM3: reader.number("density_kg_per_m3", { min: 1, max: 3000, whole: false }),
      compactionRatio: reader.number("compaction_ratio", { min: 1, max: 20, whole: false }),
      defaultVolumeL: reader.optionalNumber("default_volume_l", {
        min: 10,
        max: 40_000,
        whole: false,
      }),
      osmTags: reader.list("osm_tags"),
      intervalDaysMax: reader.optionalNumber("interval_days_max", {
        min: 1,
        max: 366,
        whole: true,
      }),
    };
  });
}
