import type { Page } from "playwright-core";

/**
 * Looks for what a picture of the page would show as broken, and gives a sentence for each fault:
 * the page larger than the screen (its lists scroll, it does not), text cut off by its box, text
 * over other text, targets too small.
 */
export async function auditLayout(page: Page): Promise<readonly string[]> {
  return await page.evaluate(findFaults);
}

/** Runs in the page: everything it needs is inside it. */
function findFaults(): string[] {
  const faults: string[] = [];
  const name = (element: Element): string =>
    `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""} "${(
      element.textContent ?? ""
    )
      .trim()
      .slice(0, 40)}"`;
  const seen = [...document.querySelectorAll("body *")].filter(
    (element) =>
      element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
      element.closest(".unseen, .skip, .maplibregl-map, .progress-none, svg svg") === null,
  );

  const isSeen = new Set(seen);
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    faults.push(`the page is ${root.scrollWidth} px wide on ${root.clientWidth} px`);
  }
  if (root.scrollHeight > root.clientHeight) {
    faults.push(`the page is ${root.scrollHeight} px high on ${root.clientHeight} px`);
  }

  for (const element of seen) {
    const style = getComputedStyle(element);
    const scrolls = /auto|scroll/.test(style.overflowX + style.overflowY);
    const isCutX = element.scrollWidth > element.clientWidth + 1 && style.overflowX !== "visible";
    const isCutY = element.scrollHeight > element.clientHeight + 1 && style.overflowY !== "visible";
    if (element.clientWidth > 0 && (isCutX || (isCutY && !scrolls))) {
      faults.push(`cut off: ${name(element)}`);
    }
  }

  for (const element of document.querySelectorAll("svg text")) {
    const [box, frame] = [element, element.closest("svg") ?? element].map((part) =>
      part.getBoundingClientRect(),
    );
    if (box === undefined || frame === undefined) continue;
    if (box.left < frame.left - 0.5 || box.right > frame.right + 0.5) {
      faults.push(`cut off in its picture: ${name(element)}`);
    }
  }

  interface TextBox {
    readonly element: Element;
    readonly box: DOMRect;
  }
  const boxes: TextBox[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if (element === null || !isSeen.has(element) || (node.textContent ?? "").trim() === "") {
      continue;
    }
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (box.width < 1 || !isOnTop(element, box)) continue;
      if (box.left < -0.5 || box.right > innerWidth + 0.5) {
        faults.push(`outside the screen: ${name(element)}`);
      }
      boxes.push({ element, box });
    }
  }
  for (const [i, a] of boxes.entries()) {
    for (const b of boxes.slice(i + 1)) {
      const width = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
      const height = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
      if (width > 1.5 && height > 4 && a.element !== b.element) {
        faults.push(`overlap: ${name(a.element)} and ${name(b.element)}`);
      }
    }
  }

  for (const element of seen) {
    if (!element.matches("button, a[href], summary, input, select")) continue;
    if (element.matches(".attribution a")) continue; // A link in a line of text may be lower.
    const box = element.getBoundingClientRect();
    if (box.height < 24 || box.width < 24) {
      faults.push(`smaller than 24 px: ${name(element)} ${box.width}x${box.height}`);
    }
  }
  return faults;

  /** Text under another layer, or scrolled out of its list, is not seen and cannot overlap. */
  function isOnTop(element: Element, box: DOMRect): boolean {
    const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
    const hit = document.elementFromPoint(x, box.top + box.height / 2);
    return (
      hit !== null && (element.contains(hit) || hit.contains(element) || isCover(hit, element))
    );
  }

  /** The button that covers a whole card lies over its text without hiding it. */
  function isCover(hit: Element, element: Element): boolean {
    return hit.matches(".card-button") && hit.closest("li") === element.closest("li");
  }
}
