declare module "osmtogeojson" {
  import type { FeatureCollection } from "geojson";

  /** Converts Overpass JSON; each feature has `properties.type`, `.id`, `.tags` and `.tainted`. */
  export default function osmtogeojson(data: unknown): FeatureCollection;
}
