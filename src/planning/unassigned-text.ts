/** What each of the solver's reasons means for a dispatcher. */
const TEXTS: Readonly<Record<string, string>> = {
  access: "may not serve this site",
  stream: "does not carry this stream",
  "no-facility": "finds no open disposal facility that takes this stream",
  "too-large": "is too small for this load",
  "no-way": "has no way to the site on its roads",
  capacity: "has no room left on any trip",
  trips: "may make no further trip",
  stops: "may make no further stop",
  window: "cannot come while the site or the disposal facility is open",
  shift: "cannot come back before its shift ends",
  duration: "would be out longer than allowed",
  distance: "would drive further than allowed",
  price: "could come, but the detour costs more than waiting",
};

/** One sentence: which vehicles, and what keeps the stop out of them. */
export function reasonDetail(code: string, vehicleNames: readonly string[]): string {
  const text = TEXTS[code] ?? code;
  return `${vehicleNames.join(", ")}: ${text}`;
}
