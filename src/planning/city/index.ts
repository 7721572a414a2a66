export { readText } from "./csv-table.ts";
export { cityFolderHash } from "./folder-hash.ts";
export { type CityFolder, readCityFolder } from "./read-city-folder.ts";
