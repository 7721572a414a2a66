import { fillColour, fillStepIndex, MAP_COLOURS, RISK_PROBABILITY, type Theme } from "./colours.ts";

/** What the picture of a site shows: a wedge a container, a ring of its route, a mark of risk. */
export interface SiteIcon {
  /** Step of the fill ramp of each container; null where there is no forecast. */
  readonly steps: readonly (number | null)[];
  readonly risk: boolean;
  /** Place in the plan of the route that serves the site; null where none does. */
  readonly routeIndex: number | null;
}

/** Most wedges that can still be told apart at the size of the picture. */
const WEDGES_MAX = 6;

const PREFIX = "site";
const STEP_PERCENT = [0, 25, 50, 75, 90];

/** The picture for containers at one site. With more than six, the fullest six are shown. */
export function siteIconOf(
  containers: readonly { fillPercent: number | null; overflowProbability: number }[],
  routeIndex: number | null,
): SiteIcon {
  const steps = containers.map(({ fillPercent }) =>
    fillPercent === null ? null : fillStepIndex(fillPercent),
  );
  const shown =
    steps.length <= WEDGES_MAX
      ? steps
      : steps.toSorted((a, b) => (b ?? -1) - (a ?? -1)).slice(0, WEDGES_MAX);
  return {
    steps: shown,
    risk: containers.some(({ overflowProbability }) => overflowProbability >= RISK_PROBABILITY),
    routeIndex,
  };
}

/** Name under which the map keeps the picture, for example `site/4,1,-/!/2`. */
export function siteIconName(icon: SiteIcon): string {
  const steps = icon.steps.map((step) => step ?? "-").join(",");
  return [PREFIX, steps, icon.risk ? "!" : "", icon.routeIndex ?? ""].join("/");
}

/** The picture that a name stands for; null where the name is of another kind. */
export function parseSiteIcon(name: string): SiteIcon | null {
  const [prefix, steps, risk, routeIndex] = name.split("/");
  if (prefix !== PREFIX || steps === undefined) return null;
  return {
    steps: steps.split(",").map((step) => (step === "-" ? null : Number(step))),
    risk: risk === "!",
    routeIndex: routeIndex === undefined || routeIndex === "" ? null : Number(routeIndex),
  };
}

/** Side of the picture in CSS pixels. */
export const SITE_ICON_SIDE = 30;

/**
 * Draws a site: outer ring in the colour of its route, wedges by fill, `!` in the middle where a
 * container is likely to overflow. A site on no route is smaller and has no ring.
 */
export function drawSiteIcon(
  context: CanvasRenderingContext2D,
  icon: SiteIcon,
  colours: { readonly theme: Theme; readonly ring: string | null },
): void {
  const { theme, ring } = colours;
  const palette = MAP_COLOURS[theme];
  const middle = SITE_ICON_SIDE / 2;
  if (ring !== null) {
    disc(context, middle, 14, palette.halo);
    disc(context, middle, 13, ring);
  }
  const radius = ring === null ? 9 : 10;
  disc(context, middle, radius, ring === null ? palette.outline : palette.halo);
  drawWedges(context, icon.steps, { middle, radius: radius - 1.25, theme });
  if (icon.risk) drawRiskMark(context, middle, theme);
}

function drawWedges(
  context: CanvasRenderingContext2D,
  steps: readonly (number | null)[],
  shape: { readonly middle: number; readonly radius: number; readonly theme: Theme },
): void {
  const { middle, radius, theme } = shape;
  const turn = (2 * Math.PI) / Math.max(steps.length, 1);
  for (const [i, step] of steps.entries()) {
    const from = -Math.PI / 2 + i * turn;
    context.beginPath();
    context.moveTo(middle, middle);
    context.arc(middle, middle, radius, from, from + turn);
    context.closePath();
    context.fillStyle = fillColour(step === null ? null : (STEP_PERCENT[step] ?? 0), theme);
    context.fill();
    if (steps.length > 1) {
      context.strokeStyle = MAP_COLOURS[theme].outline;
      context.lineWidth = 1;
      context.stroke();
    }
  }
}

function drawRiskMark(context: CanvasRenderingContext2D, middle: number, theme: Theme): void {
  const { halo, outline } = MAP_COLOURS[theme];
  disc(context, middle, 6, halo);
  context.fillStyle = outline;
  context.fillRect(middle - 1.25, middle - 4.25, 2.5, 5);
  disc(context, middle, 1.4, outline, middle + 3);
}

function disc(
  context: CanvasRenderingContext2D,
  x: number,
  radius: number,
  colour: string,
  y: number = x,
): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
}
