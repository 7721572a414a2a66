import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Theme } from "../map/colours.ts";

const isDark = follow("(prefers-color-scheme: dark)");

/** Light or dark, as the system asks for; follows the system while the page is open. */
export const theme: ReadonlySignal<Theme> = computed(() => (isDark.value ? "dark" : "light"));

/** True where the map stands beside the lists instead of above them; as in `layout.css`. */
export const isWide: ReadonlySignal<boolean> = follow("(min-width: 60rem)");

/** True where the system asks for less motion. */
export function wantsLessMotion(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function follow(condition: string): ReadonlySignal<boolean> {
  const query = matchMedia(condition);
  const value = signal(query.matches);
  query.addEventListener("change", () => {
    value.value = query.matches;
  });
  return value;
}
