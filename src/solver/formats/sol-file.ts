import { FormatError, numberAt, type Parsed, parsing, splitLines, wholeAt } from "./instance.ts";

/** A solution as CVRPLIB writes it: stop indices by route, and the cost it claims. */
export interface SolFile {
  readonly routes: readonly (readonly number[])[];
  readonly cost: number;
}

/** Writes `Route #k: i j ...` in customer numbers from 1, then `Cost c`. */
export function writeSolFile(file: SolFile, costDecimals: number): string {
  const routes = file.routes.map(
    (stops, i) => `Route #${i + 1}: ${stops.map((stop) => stop + 1).join(" ")}\n`,
  );
  return `${routes.join("")}Cost ${file.cost.toFixed(costDecimals)}\n`;
}

/** Reads what `writeSolFile` writes; blank lines and case are of no matter. */
export function readSolFile(text: string, stopCount: number): Parsed<SolFile> {
  return parsing(() => {
    const routes: number[][] = [];
    let cost: number | undefined;
    for (const line of splitLines(text)) {
      const route = /^route\s*#?\s*\d+\s*:\s*(.*)$/i.exec(line.text);
      if (route !== null) {
        const words = route[1].split(/\s+/).filter((word) => word !== "");
        routes.push(
          words.map((_, i) => {
            const customer = wholeAt({ ...line, words }, i, "customer");
            if (customer >= 1 && customer <= stopCount) return customer - 1;
            throw new FormatError(
              line.number,
              `customer (${customer}) must be from 1 to ${stopCount}`,
            );
          }),
        );
      } else if (/^cost$/i.test(line.words[0].replace(":", ""))) {
        cost = numberAt(line, 1, "cost");
      } else throw new FormatError(line.number, `"${line.text}" is neither a route nor the cost`);
    }
    if (cost === undefined) throw new FormatError(0, "the line with the cost is missing");
    return { routes, cost };
  });
}
