export { type CityFolder, readCityFolder } from "./read-city-folder.ts";
export type { CityReadings } from "./read-readings.ts";
export { DEFAULT_POLICY } from "./settings.ts";
