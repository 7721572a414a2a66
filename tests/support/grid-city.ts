import { writeCityFolder } from "./city-folder.ts";

const SIDE = 8;
const WEST = 12;
const SOUTH = 57.7;
const STEP = 0.003;

/**
 * Writes a city folder that starts in a moment: a grid of streets drawn here, forty containers of
 * paper along it, two trucks.
 */
export async function writeGridCity(): Promise<{
  directory: string;
  containerIds: readonly string[];
  remove: () => Promise<void>;
}> {
  const containerIds = Array.from({ length: 40 }, (_, i) => `c${i}`);
  const sites = containerIds.map((_, i) => {
    const lon = WEST + ((i % (SIDE - 1)) + 0.5) * STEP;
    const lat = SOUTH + (Math.floor(i / (SIDE - 1)) % SIDE) * STEP;
    return `s${i},Street ${i},Street ${i},${lon.toFixed(6)},${lat.toFixed(6)}`;
  });
  const folder = await writeCityFolder({
    "city.json": JSON.stringify({
      id: "grid",
      name: "Grid",
      timeZone: "Europe/Stockholm",
      roads: "roads.osm",
      attribution: "drawn by hand",
      readings: { file: "readings.csv", shift: "weeks-to-now" },
    }),
    "roads.osm": gridRoads(),
    "sites.csv": `id,name,address,lon,lat\n${sites.join("\n")}\n`,
    "containers.csv":
      "id,site,stream,volume_l,device,depth_mm,sensor_offset_mm\n" +
      `${containerIds.map((id, i) => `${id},s${i},paper,1100,dev${i},1300,100`).join("\n")}\n`,
    "vehicles.csv":
      "id,type,depot,shift_start,shift_end\nv1,rear,d1,06:00,14:30\nv2,rear,d1,06:00,14:30\n",
    "depots.csv": `id,name,lon,lat\nd1,Yard,${WEST},${SOUTH}\n`,
    "facilities.csv":
      "id,name,lon,lat,streams,opening_hours,unload_s\n" +
      `f1,Plant,${WEST + 5 * STEP},${SOUTH + 5 * STEP},paper,Mo-Su 06:00-18:00,900\n`,
    "readings.csv": `container,time,fill_percent\n${readings(containerIds).join("\n")}\n`,
  });
  return { ...folder, containerIds };
}

/** Streets along whole steps, every second one named a main street; all may be driven both ways. */
function gridRoads(): string {
  const nodes: string[] = [];
  const ways: string[] = [];
  const idAt = (x: number, y: number): number => 1 + y * SIDE + x;
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const [lon, lat] = [WEST + x * STEP, SOUTH + y * STEP];
      nodes.push(`<node id="${idAt(x, y)}" lon="${lon.toFixed(6)}" lat="${lat.toFixed(6)}"/>`);
    }
  }
  for (let i = 0; i < SIDE; i++) {
    const kind = i % 2 === 0 ? "residential" : "tertiary";
    const steps = Array.from({ length: SIDE }, (_, step) => step);
    ways.push(
      way(
        100 + i,
        steps.map((x) => idAt(x, i)),
        kind,
      ),
    );
    ways.push(
      way(
        200 + i,
        steps.map((y) => idAt(i, y)),
        kind,
      ),
    );
  }
  return `<osm version="0.6">${nodes.join("")}${ways.join("")}</osm>`;
}

function way(id: number, nodeIds: readonly number[], kind: string): string {
  const refs = nodeIds.map((nodeId) => `<nd ref="${nodeId}"/>`).join("");
  return `<way id="${id}">${refs}<tag k="highway" v="${kind}"/><tag k="name" v="Way ${id}"/></way>`;
}

/** Nine weeks of levels every six hours, 5 to 24 % a day, emptied when full. */
function readings(containerIds: readonly string[]): readonly string[] {
  const startMs = Date.UTC(2026, 0, 5);
  return containerIds.flatMap((id, i) =>
    Array.from({ length: 9 * 7 * 4 }, (_, sample) => {
      const gain = (sample / 4) * (5 + (i % 20));
      const time = new Date(startMs + sample * 21_600_000).toISOString();
      return `${id},${time},${Math.round(gain % 100)}`;
    }),
  );
}
