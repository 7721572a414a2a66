import { MAP_COLOURS, routeColour, routeInk, type Theme } from "./colours.ts";
import { drawSiteIcon, parseSiteIcon, SITE_ICON_SIDE } from "./site-icon.ts";

/** Device pixels to a CSS pixel in the pictures, so that they stay sharp. */
export const ICON_PIXEL_RATIO = 2;

/**
 * Draws the picture of a name: a site's, `arrow/<route>`, `plate/<route>/<label>`, `depot`,
 * `facility` or `changed`.
 *
 * @returns null for a name of none of these kinds
 */
export function drawIcon(name: string, theme: Theme): ImageData | null {
  const site = parseSiteIcon(name);
  if (site !== null) {
    const ring = site.routeIndex === null ? null : routeColour(site.routeIndex, theme);
    return picture(SITE_ICON_SIDE, SITE_ICON_SIDE, (context) =>
      drawSiteIcon(context, site, { theme, ring }),
    );
  }
  const [kind, index, label] = name.split("/");
  switch (kind) {
    case "arrow":
      return picture(14, 14, (context) => drawArrow(context, Number(index), theme));
    case "plate":
      return drawPlate(label ?? "", Number(index), theme);
    case "depot":
      return picture(28, 28, (context) => drawDepot(context, theme));
    case "facility":
      return picture(30, 30, (context) => drawFacility(context, theme));
    case "changed":
      return picture(52, 52, (context) => drawHighlight(context, theme));
    default:
      return null;
  }
}

function picture(
  width: number,
  height: number,
  draw: (context: CanvasRenderingContext2D) => void,
): ImageData | null {
  const canvas = document.createElement("canvas");
  canvas.width = width * ICON_PIXEL_RATIO;
  canvas.height = height * ICON_PIXEL_RATIO;
  const context = canvas.getContext("2d");
  if (context === null) return null;
  context.scale(ICON_PIXEL_RATIO, ICON_PIXEL_RATIO);
  draw(context);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

/** A head that points right: the map turns it along the line. */
function drawArrow(context: CanvasRenderingContext2D, routeIndex: number, theme: Theme): void {
  const shape = new Path2D("M3 2.2 12 7 3 11.8 5.4 7Z");
  context.lineJoin = "round";
  context.lineWidth = 2.5;
  context.strokeStyle = MAP_COLOURS[theme].halo;
  context.stroke(shape);
  context.fillStyle = routeColour(routeIndex, theme);
  context.fill(shape);
}

function drawPlate(label: string, routeIndex: number, theme: Theme): ImageData | null {
  const width = 12 + 7 * label.length;
  return picture(width, 18, (context) => {
    context.fillStyle = MAP_COLOURS[theme].halo;
    context.beginPath();
    context.roundRect(0, 0, width, 18, 5);
    context.fill();
    context.fillStyle = routeColour(routeIndex, theme);
    context.beginPath();
    context.roundRect(1, 1, width - 2, 16, 4);
    context.fill();
    context.fillStyle = routeInk(theme);
    context.font = "bold 12px system-ui, sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(label, width / 2, 9.5);
  });
}

/** A square with a garage in it. */
function drawDepot(context: CanvasRenderingContext2D, theme: Theme): void {
  const { halo, symbol, symbolInk } = MAP_COLOURS[theme];
  context.fillStyle = halo;
  context.beginPath();
  context.roundRect(0, 0, 28, 28, 6);
  context.fill();
  context.fillStyle = symbol;
  context.beginPath();
  context.roundRect(1.5, 1.5, 25, 25, 5);
  context.fill();
  context.fillStyle = symbolInk;
  context.fill(new Path2D("M14 5 23 10.5V22.5H20.5V13.5H7.5V22.5H5V10.5Z"));
  context.fillRect(9.5, 15.5, 9, 2);
  context.fillRect(9.5, 18.5, 9, 2);
  context.fillRect(9.5, 21.5, 9, 1.5);
}

/** A hexagon with an arrow down into a tray: here loads are emptied. */
function drawFacility(context: CanvasRenderingContext2D, theme: Theme): void {
  const { halo, symbol, symbolInk } = MAP_COLOURS[theme];
  const hexagon = new Path2D("M15 1.5 27 8V22L15 28.5 3 22V8Z");
  context.lineJoin = "round";
  context.lineWidth = 3;
  context.strokeStyle = halo;
  context.stroke(hexagon);
  context.fillStyle = symbol;
  context.fill(hexagon);
  context.strokeStyle = symbolInk;
  context.lineWidth = 2.2;
  context.lineCap = "round";
  context.stroke(new Path2D("M15 7.5V15.5M11.2 12 15 15.8 18.8 12M8.5 17V21H21.5V17"));
}

/** A ring with a soft inner glow around what a proposal changes, or what is selected. */
function drawHighlight(context: CanvasRenderingContext2D, theme: Theme): void {
  const { highlight, halo } = MAP_COLOURS[theme];
  for (const [width, colour] of [
    [7, halo],
    [4, highlight],
  ] as const) {
    context.beginPath();
    context.arc(26, 26, 20, 0, 2 * Math.PI);
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  }
}
