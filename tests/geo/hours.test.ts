import { describe, expect, test } from "vitest";
import { INFINITE_SEC, Random, type TravelMatrix } from "../../src/base/index.ts";
import { isUnderstood, type RoadMoment, tagsAt } from "../../src/geo/graph/conditional.ts";
import {
  buildRoadGraph,
  compileTurns,
  countFifoBreaks,
  type Profile,
  profileNamed,
  type RoadSlice,
  type SlicedMatrices,
  slicedMatrices,
  travelSecAt,
} from "../../src/geo/index.ts";
import { randomTown } from "./support/random-town.ts";
import { readTown, type Town } from "./support/town.ts";

const TRUCK = { weightT: 26, axleLoadT: 10, heightM: 3.6, widthM: 2.55, lengthM: 10 };

function profile(id: string): Profile {
  const found = profileNamed(id);
  if (found === undefined) throw new Error(id);
  return found;
}

/** `Mo 07:30` in June, or in the month given. */
function at(text: string, month = 6): RoadMoment {
  const [day, clock] = text.split(" ");
  const [hour, minute] = clock.split(":").map(Number);
  const weekday = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"].indexOf(day);
  return { month, weekday, daySec: hour * 3600 + minute * 60 };
}

function accessAt(conditional: string, moment: RoadMoment): string | undefined {
  return tagsAt({ "access:conditional": conditional }, moment, TRUCK)["access"];
}

describe("conditions on signs", () => {
  test("hold from the first second of a span to the last before its end", () => {
    const text = "no @ (Mo-Fr 07:00-10:00,16:00-19:00)";
    const isHeld = (moment: string) => accessAt(text, at(moment)) === "no";
    expect(
      ["Mo 06:59", "Mo 07:00", "Mo 09:59", "Mo 10:00", "Fr 18:00", "Sa 08:00"].map(isHeld),
    ).toEqual([false, true, true, false, true, false]);
  });

  test("last past midnight into a day that they do not name", () => {
    const text = "no @ (Fr 22:00-06:00)";
    expect(accessAt(text, at("Fr 23:00"))).toBe("no");
    expect(accessAt(text, at("Sa 05:59"))).toBe("no");
    expect(accessAt(text, at("Sa 06:00"))).toBeUndefined();
    expect(accessAt(text, at("Fr 05:00"))).toBeUndefined();
  });

  test("run over the end of the week and of the year", () => {
    expect(accessAt("no @ (Sa-Mo)", at("Su 12:00"))).toBe("no");
    expect(accessAt("no @ (Sa-Mo)", at("Tu 12:00"))).toBeUndefined();
    expect(accessAt("no @ (Nov-Feb)", at("Mo 12:00", 1))).toBe("no");
    expect(accessAt("no @ (Nov-Feb)", at("Mo 12:00", 6))).toBeUndefined();
    expect(accessAt("no @ (Apr-Oct Sa,Su 10:00-18:00)", at("Su 10:30", 5))).toBe("no");
  });

  test("give way to later ones, and a rule for a day to a later one for the same day", () => {
    const text = "no @ (00:00-24:00); delivery @ (06:00-10:00)";
    expect(accessAt(text, at("Mo 07:00"))).toBe("delivery");
    expect(accessAt(text, at("Mo 12:00"))).toBe("no");
    expect(accessAt("no @ (Mo-Su 08:00-18:00; Sa 10:00-12:00)", at("Sa 09:00"))).toBeUndefined();
    expect(accessAt("no @ (Mo-Fr 08:00-18:00; PH off)", at("Mo 09:00"))).toBe("no");
    expect(accessAt("no @ (Mo-Fr 08:00-18:00,Sa 10:00-12:00)", at("Mo 09:00"))).toBe("no");
    expect(accessAt("no @ (PH)", at("Mo 09:00"))).toBeUndefined();
  });

  test("hold on public and school holidays where the day is said to be one", () => {
    const on = (text: string, moment: string, holiday?: "public" | "school") =>
      accessAt(text, holiday === undefined ? at(moment) : { ...at(moment), holiday });
    expect(on("no @ (Mo-Fr 08:00-18:00; PH off)", "Mo 09:00", "public")).toBeUndefined();
    expect(on("no @ (Mo-Fr 08:00-18:00; PH off)", "Mo 09:00", "school")).toBe("no");
    expect(on("no @ (Su,PH 00:00-22:00)", "We 09:00", "public")).toBe("no");
    expect(on("no @ (Su,PH 00:00-22:00)", "We 23:00", "public")).toBeUndefined();
    expect(on("no @ (SH)", "We 09:00", "school")).toBe("no");
    expect(on("no @ (SH off)", "We 09:00", "public")).toBeUndefined();
    // A rule that does not name holidays holds on them as on any weekday.
    expect(on("no @ (Mo-Fr 08:00-18:00)", "Mo 09:00", "public")).toBe("no");
  });

  test("are held against the size of the vehicle", () => {
    expect(accessAt("no @ (weight>7.5)", at("Mo 12:00"))).toBe("no");
    expect(accessAt("no @ (weight > 26 t)", at("Mo 12:00"))).toBeUndefined();
    expect(accessAt("no @ (weight>=26)", at("Mo 12:00"))).toBe("no");
    expect(accessAt("no @ (length<6)", at("Mo 12:00"))).toBeUndefined();
    expect(accessAt("no @ (22:00-06:00 AND weight>3.5)", at("Mo 23:00"))).toBe("no");
    expect(accessAt("no @ (22:00-06:00 AND weight>3.5)", at("Mo 12:00"))).toBeUndefined();
    const bare = tagsAt({ "hgv:conditional": "no @ (weight>1)" }, at("Mo 12:00"), null);
    expect(bare["hgv"]).toBeUndefined();
  });

  test("that cannot be read are known as such and never hold", () => {
    for (const text of [
      "no @ wet",
      "no @ (sunset-sunrise)",
      "no",
      "no @ (07:00)",
      "no @ (25:99-26:00)",
      "",
    ]) {
      expect(isUnderstood(text), text).toBe(false);
      expect(accessAt(text, at("Mo 12:00")), text).toBeUndefined();
    }
    for (const text of ["no @ 07:00-09:00", "30 @ (24/7)", "no @ (Su-Th,PH 22:00-06:00)"]) {
      expect(isUnderstood(text), text).toBe(true);
    }
  });
});

/** A street to the east with a way off to the north in its middle. */
function crossing(tags: Record<string, string>, relation?: Record<string, string>): Town {
  return {
    nodes: {
      1: { at: [10, 50] },
      2: { at: [10.001, 50] },
      3: { at: [10.002, 50] },
      4: { at: [10.001, 50.001] },
    },
    ways: {
      10: { nodes: [1, 2], tags: { highway: "residential" } },
      11: { nodes: [2, 3], tags: { highway: "residential", ...tags } },
      12: { nodes: [2, 4], tags: { highway: "residential" } },
    },
    relations:
      relation === undefined
        ? []
        : [
            {
              tags: { type: "restriction", ...relation },
              members: [
                ["way", 10, "from"],
                ["node", 2, "via"],
                ["way", 12, "to"],
              ],
            },
          ],
  };
}

describe("roads compiled for a moment", () => {
  const night = at("Mo 23:00");
  const noon = at("Mo 12:00");

  async function openArcs(tags: Record<string, string>, moment: RoadMoment | null) {
    const graph = buildRoadGraph(await readTown(crossing(tags)));
    const routing = compileTurns(graph, profile("truck-26t"), moment);
    const edge = routing.edgeWayId.indexOf(11);
    return edge < 0 ? [] : [...routing.arcUs.subarray(2 * edge, 2 * edge + 2)].map((us) => us >= 0);
  }

  test("close a street at the hours of its sign and leave it open without a moment", async () => {
    const tags = { "hgv:conditional": "no @ (22:00-06:00)" };
    expect(await openArcs(tags, night)).toEqual([]);
    expect(await openArcs(tags, noon)).toEqual([true, true]);
    expect(await openArcs(tags, null)).toEqual([true, true]);
  });

  test("open a street that is closed at all other hours", async () => {
    const tags = { access: "no", "access:conditional": "yes @ (06:00-18:00)" };
    expect(await openArcs(tags, night)).toEqual([]);
    expect(await openArcs(tags, noon)).toEqual([true, true]);
  });

  test("turn a street into a one-way street, and give a reversible one its direction", async () => {
    const tags = { "oneway:conditional": "yes @ (06:00-18:00)" };
    expect(await openArcs(tags, night)).toEqual([true, true]);
    expect(await openArcs(tags, noon)).toEqual([true, false]);
    const reversible = { oneway: "reversible", "oneway:conditional": "-1 @ (06:00-18:00)" };
    expect(await openArcs(reversible, night)).toEqual([]);
    expect(await openArcs(reversible, noon)).toEqual([false, true]);
  });

  test("slow a street at the hours of its sign", async () => {
    const graph = buildRoadGraph(
      await readTown(crossing({ maxspeed: "50", "maxspeed:conditional": "10 @ (22:00-06:00)" })),
    );
    const us = (moment: RoadMoment) => {
      const routing = compileTurns(graph, profile("truck-26t"), moment);
      return routing.arcUs[2 * routing.edgeWayId.indexOf(11)];
    };
    expect(us(night) / us(noon)).toBeCloseTo(25 / 9, 5); // 25 km/h against 0.9 of 10
  });

  test("bind a turn restriction at its hours alone, and lift one at its own", async () => {
    const turnCount = async (relation: Record<string, string>, moment: RoadMoment | null) => {
      const graph = buildRoadGraph(await readTown(crossing({}, relation)));
      return compileTurns(graph, profile("truck-26t"), moment).turnTo.length;
    };
    const banned = { "restriction:conditional": "no_left_turn @ (06:00-18:00)" };
    const free = await turnCount(banned, null);
    expect(await turnCount(banned, night)).toBe(free);
    expect(await turnCount(banned, noon)).toBe(free - 1);
    const lifted = {
      restriction: "no_left_turn",
      "restriction:conditional": "none @ (22:00-06:00)",
    };
    expect(await turnCount(lifted, noon)).toBe(free - 1);
    expect(await turnCount(lifted, night)).toBe(free);
  });

  test("raise and lower a bollard", async () => {
    const town = crossing({});
    town.nodes[2].tags = { barrier: "bollard", "motor_vehicle:conditional": "yes @ (06:00-10:00)" };
    const graph = buildRoadGraph(await readTown(town));
    const turnCount = (moment: RoadMoment) =>
      compileTurns(graph, profile("truck-26t"), moment).turnTo.length;
    expect(turnCount(noon)).toBeLessThan(turnCount(at("Mo 07:00")));
  });

  test("tell how many conditions were read and show some that were not", async () => {
    const tags = { "access:conditional": "no @ wet", "hgv:conditional": "no @ (Mo-Fr)" };
    const relation = { "restriction:conditional": "no_left_turn @ (school days)" };
    const graph = buildRoadGraph(await readTown(crossing(tags, relation)));
    expect(graph.conditions).toEqual({
      understood: 1,
      notUnderstood: 2,
      examples: [
        "access:conditional=no @ wet",
        "restriction:conditional=no_left_turn @ (school days)",
      ],
    });
  });
});

function matrix(travelSec: readonly number[]): TravelMatrix {
  const placeCount = Math.sqrt(travelSec.length);
  const sec = Int32Array.from(travelSec);
  return { placeCount, travelSec: sec, travelM: sec };
}

describe("time slices", () => {
  const pair = (sec: number) => matrix([0, sec, sec, 0]);

  test("cover a path slice by slice", () => {
    const sliced = { startSec: [0, 1000], matrices: [pair(200), pair(100)] };
    expect(travelSecAt(sliced, 0, 1, 0)).toBe(200);
    expect(travelSecAt(sliced, 0, 1, 800)).toBe(200);
    expect(travelSecAt(sliced, 0, 1, 900)).toBe(150); // half of it slowly, half of it fast
    expect(travelSecAt(sliced, 0, 1, 1000)).toBe(100);
    expect(travelSecAt(sliced, 0, 1, 99_999)).toBe(100);
    expect(travelSecAt(sliced, 0, 0, 950)).toBe(0);
    expect(countFifoBreaks(sliced)).toBe(2);
    expect(countFifoBreaks({ startSec: [0, 1000], matrices: [pair(100), pair(200)] })).toBe(0);
  });

  test("wait where there is no way, for ever after the last slice", () => {
    const sliced = { startSec: [0, 1000], matrices: [pair(INFINITE_SEC), pair(100)] };
    expect(travelSecAt(sliced, 0, 1, 400)).toBe(700);
    const closing = { startSec: [0, 1000], matrices: [pair(100), pair(INFINITE_SEC)] };
    expect(travelSecAt(closing, 0, 1, 900)).toBe(100);
    expect(travelSecAt(closing, 0, 1, 901)).toBe(INFINITE_SEC);
  });

  test("never let who leaves later arrive earlier", () => {
    for (let seed = 0; seed < 400; seed++) {
      const random = new Random(seed);
      const count = 1 + random.below(5);
      const startSec: number[] = [0];
      while (startSec.length < count) startSec.push((startSec.at(-1) ?? 0) + 1 + random.below(90));
      const drawSec = () => (random.below(8) === 0 ? INFINITE_SEC : random.below(150));
      const sliced = { startSec, matrices: startSec.map(() => pair(drawSec())) };
      expectFifo(sliced, 500, `seed ${seed}`);
    }
  });

  test("of a town in the rush hour keep FIFO where single entries would not", async () => {
    let breakCount = 0;
    for (let seed = 0; seed < 6; seed++) {
      const random = new Random(seed);
      const town = randomTown(random, 5);
      for (const way of Object.values(town.ways)) {
        if (random.below(4) > 0) continue;
        way.tags = { ...way.tags, "access:conditional": "no @ (07:00-09:00)" };
      }
      const graph = buildRoadGraph(await readTown(town));
      const slice = (startSec: number, clock: string, factor: number): RoadSlice => ({
        startSec,
        moment: at(`Mo ${clock}`),
        speedFactors: { primary: factor, residential: factor, tertiary: factor },
      });
      const slices = [slice(0, "06:00", 1), slice(60, "08:00", 0.4), slice(200, "12:00", 1)];
      const points = Object.values(town.nodes)
        .slice(0, 6)
        .map((node) => node.at);
      const options = { radiusM: 2000 };
      const sliced = slicedMatrices(graph, profile("truck-7.5t"), points, slices, options);
      expect(sliced.matrices[0]).toBe(sliced.matrices[2]);
      breakCount += countFifoBreaks(sliced);
      expectFifo(sliced, 300, `seed ${seed}`);
    }
    expect(breakCount).toBeGreaterThan(0);
  });
});

function expectFifo(sliced: SlicedMatrices, untilSec: number, where: string): void {
  const { placeCount } = sliced.matrices[0];
  for (let from = 0; from < placeCount; from++) {
    for (let to = 0; to < placeCount; to++) {
      let earlierSec = 0;
      for (let departSec = 0; departSec < untilSec; departSec++) {
        const travelSec = travelSecAt(sliced, from, to, departSec);
        const arriveSec =
          travelSec === INFINITE_SEC ? Number.POSITIVE_INFINITY : departSec + travelSec;
        if (arriveSec < earlierSec) throw new Error(`${where}: ${from} to ${to} at ${departSec}`);
        earlierSec = arriveSec;
      }
    }
  }
}
