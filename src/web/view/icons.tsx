/** Pictures of the page, drawn in the colour of the text around them. */
const PATHS = {
  back: "M10 3.5 5.5 8l4.5 4.5",
  close: "M4 4l8 8M12 4l-8 8",
  depot: "M2.5 13V6.5L8 3l5.5 3.5V13M5.5 13V9h5v4",
  facility: "M8 2.5v7M5 6.8 8 9.8l3-3M2.5 9.5v4h11v-4",
  break:
    "M3 5.5h7.5v4a3 3 0 0 1-3 3H6a3 3 0 0 1-3-3ZM10.5 6.5h1.2a1.8 1.8 0 0 1 0 3.6h-1.2M5.5 2v1.5M8 2v1.5",
  warning: "M8 2.3 14.5 13.5h-13ZM8 6.5v3.2M8 11.6v.2",
  sensor:
    "M8 9.2a1.2 1.2 0 1 0 0-2.4 1.2 1.2 0 0 0 0 2.4ZM5 11a4.2 4.2 0 0 1 0-6M11 5a4.2 4.2 0 0 1 0 6M2.8 13.2a7.4 7.4 0 0 1 0-10.4M13.2 2.8a7.4 7.4 0 0 1 0 10.4",
  search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.4 10.4 14 14",
  done: "M3 8.5 6.5 12 13 4.5",
  again: "M13 8a5 5 0 1 1-1.5-3.6M13 2.5v3h-3",
  fit: "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
} as const;

export type IconName = keyof typeof PATHS;

/** A picture beside its word; the word speaks, so the picture is hidden from readers. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
