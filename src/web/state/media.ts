import { type ReadonlySignal, signal } from "@preact/signals";
import type { Theme } from "../map/colours.ts";

/** Light or dark, as the system asks for; follows the system while the page is open. */
export const theme: ReadonlySignal<Theme> = themeSignal();

/** True where the system asks for less motion. */
export function wantsLessMotion(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function themeSignal(): ReadonlySignal<Theme> {
  const query = matchMedia("(prefers-color-scheme: dark)");
  const value = signal<Theme>(query.matches ? "dark" : "light");
  query.addEventListener("change", () => {
    value.value = query.matches ? "dark" : "light";
  });
  return value;
}
