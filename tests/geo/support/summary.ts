import {
  buildRoadGraph,
  compileTurns,
  type OsmData,
  type Profile,
  type Routing,
} from "../../../src/geo/index.ts";

/**
 * What a profile makes of a town, to be read by people: every open arc with its time and length,
 * and where one may go on from it. Later states of an arc (what a restriction over ways remembers,
 * and last-mile roads after arrival) carry a number.
 */
export function summarise(data: OsmData, profile: Profile): string {
  const graph = buildRoadGraph(data);
  const routing = compileTurns(graph, profile);
  const label = arcLabels(data, routing);
  const ignored = Object.entries(graph.ignoredRestrictions).filter(([, count]) => count > 0);
  const lines = [
    `profile ${profile.id}`,
    `roads ${graph.ways.length}, restrictions read ${graph.restrictions.length}, ` +
      `ignored ${ignored.map(([reason, count]) => `${count} ${reason}`).join(", ") || "none"}`,
    "arcs",
  ];
  for (let arc = 0; arc < routing.arcUs.length; arc++) {
    if (routing.arcUs[arc] < 0) continue;
    const sec = (routing.arcUs[arc] / 1e6).toFixed(3);
    const m = (routing.edgeLengthUm[arc >> 1] / 1e6).toFixed(2);
    const way = routing.edgeWayId[arc >> 1];
    lines.push(`  ${label[arc]}  way ${way}, ${sec} s, ${m} m${connection(routing, arc)}`);
  }
  lines.push("turns");
  const stateLabel = (state: number): string => {
    const arc = routing.stateArc[state];
    const order = state - routing.arcState[routing.arcStateOffset[arc]];
    const place = routing.arcState
      .subarray(routing.arcStateOffset[arc], routing.arcStateOffset[arc + 1])
      .indexOf(state);
    return order === 0 ? label[arc] : `${label[arc]} (${place + 1})`;
  };
  for (let state = 0; state < routing.stateCount; state++) {
    const exits: string[] = [];
    for (let turn = routing.turnOffset[state]; turn < routing.turnOffset[state + 1]; turn++) {
      const extraUs = routing.turnUs[turn] - routing.arcUs[routing.stateArc[state]];
      const extra = extraUs === 0 ? "" : ` +${extraUs / 1e6} s`;
      exits.push(`${stateLabel(routing.turnTo[turn])}${extra}`);
    }
    lines.push(`  ${stateLabel(state)}: ${exits.sort().join(", ") || "none"}`);
  }
  return `${lines.join("\n")}\n`;
}

/** Node ids along each arc: `1>6>4`. */
function arcLabels(data: OsmData, routing: Routing): string[] {
  const idAt = new Map<string, number>();
  data.nodeId.forEach((id, i) => {
    idAt.set(`${data.nodeLonE7[i]} ${data.nodeLatE7[i]}`, id);
  });
  const labels: string[] = [];
  for (let edge = 0; edge < routing.edgeCount; edge++) {
    const ids: (number | undefined)[] = [];
    for (let at = routing.edgeOffset[edge]; at < routing.edgeOffset[edge + 1]; at++) {
      ids.push(idAt.get(`${routing.edgeLonE7[at]} ${routing.edgeLatE7[at]}`));
    }
    labels.push(ids.join(">"), ids.toReversed().join(">"));
  }
  return labels;
}

function connection({ arcConnection }: Routing, arc: number): string {
  const flags = arcConnection[arc];
  const text = ["; cut off", "; never reached", "; leads nowhere", ""][flags & 3];
  return flags >= 4 ? `${text}; no stops` : text;
}
