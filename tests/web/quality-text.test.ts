import { expect, test } from "vitest";
import { doubtsText, qualityText } from "../../src/web/view/quality-text.ts";

test("a reading says how far it is believed, and why not wholly", () => {
  expect(qualityText({ quality: 0, reasons: [] })).toBe("good");
  const tilted = { quality: 3, reasons: ["tilt", "no-echo"] };
  expect(qualityText(tilted)).toBe("bad: sensor is tilted, no echo");
});

test("the reasons of several readings are told once each", () => {
  const readings = [["spike"], ["jump", "spike"], []].map((reasons) => ({ quality: 3, reasons }));
  expect(doubtsText(readings)).toBe("a single wild value, jumps");
  expect(doubtsText([])).toBe("");
});

test("a reason that the page has no words for is told as it is", () => {
  expect(qualityText({ quality: 2, reasons: ["submerged"] })).toBe("suspect: submerged");
});
