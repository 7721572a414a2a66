import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Files of a city folder with one of everything and no faults. */
export const TINY_CITY: Readonly<Record<string, string>> = {
  "city.json": JSON.stringify({
    id: "tiny",
    name: "Tiny",
    timeZone: "Europe/Stockholm",
    roads: "roads.osm",
    attribution: "drawn by hand",
  }),
  "roads.osm": "<osm></osm>",
  "streams.csv": "id,name,density_kg_per_m3,compaction_ratio\npaper,Paper,63,4\n",
  "sites.csv": "id,name,address,lon,lat\ns1,Corner,Main Street 1,12.0,57.7\n",
  "containers.csv":
    "id,site,stream,volume_l,device,depth_mm,sensor_offset_mm\nc1,s1,paper,1100,AB01,1300,100\n",
  "vehicle-types.csv":
    "id,name,profile,payload_kg,body_l,streams,service_base_s,service_per_container_s," +
    "fixed_cents,per_km_cents,per_hour_cents,diesel_l_per_100km,diesel_l_per_lift\n" +
    "rear,Rear loader,truck-26t,10000,22000,all,40,32,15000,60,5800,38,0.03\n",
  "vehicles.csv": "id,type,depot,shift_start,shift_end\nv1,rear,d1,06:00,14:30\n",
  "depots.csv": "id,name,lon,lat\nd1,Yard,12.01,57.71\n",
  "facilities.csv":
    "id,name,lon,lat,streams,opening_hours,unload_s\n" +
    "f1,Plant,12.02,57.72,paper,Mo-Fr 06:00-18:00; Sa 08:00-13:00,900\n",
};

/** Writes a city folder with `changes` to the tiny city (null leaves a file out). */
export async function writeCityFolder(
  changes: Readonly<Record<string, string | Uint8Array | null>> = {},
): Promise<{ directory: string; remove: () => Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), "fillroute-city-"));
  for (const [file, content] of Object.entries({ ...TINY_CITY, ...changes })) {
    if (content !== null) await writeFile(join(directory, file), content);
  }
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
}
