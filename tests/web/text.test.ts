import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { pageTitle } from "../../src/web/state/title.ts";
import { en } from "../../src/web/text/en.ts";
import { fillIn, text, textOfCode } from "../../src/web/text/text.ts";

const WEB = fileURLToPath(new URL("../../src/web", import.meta.url));

test("a phrase takes the form of its count and writes numbers with grouping", () => {
  expect(text("routes.stops", { count: 1 })).toBe("1 stop");
  expect(text("routes.stops", { count: 1200 })).toBe("1,200 stops");
});

test("a name without a value stays in the sentence", () => {
  expect(fillIn("{load} of {limit}", { load: "1 t" })).toBe("1 t of {limit}");
});

test("a code of the service that has no words is shown as it is", () => {
  expect(textOfCode("state", "released")).toBe("Released");
  expect(textOfCode("state", "closed")).toBe("closed");
});

test("the title of the tab tells of proposals before anything else", () => {
  const state = { area: "Alderby", proposalCount: 0, isBusy: false };
  expect(pageTitle(state)).toBe("Alderby · Fillroute");
  expect(pageTitle({ ...state, isBusy: true })).toBe("Planning … · Alderby · Fillroute");
  const asked = { ...state, isBusy: true, proposalCount: 1 };
  expect(pageTitle(asked)).toBe("1 proposal · Alderby · Fillroute");
});

test("every sentence of the table is used by the page", () => {
  const sources = readdirSync(WEB, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path) && !path.endsWith("en.ts"))
    .map((path) => readFileSync(join(WEB, path), "utf8"))
    .join("\n");
  const isUsed = (key: string): boolean => {
    const prefix = key.slice(0, key.lastIndexOf("."));
    return (
      sources.includes(`"${key}"`) ||
      sources.includes(`\`${prefix}.$`) ||
      sources.includes(`textOfCode("${prefix}"`)
    );
  };
  expect(Object.keys(en).filter((key) => !isUsed(key))).toEqual([]);
});
