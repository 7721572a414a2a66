export { cityFolderHash } from "./folder-hash.ts";
export { type CityFolder, readCityFolder } from "./read-city-folder.ts";
export type { CityReading, CityReadings } from "./read-readings.ts";
export { DEFAULT_POLICY } from "./settings.ts";
