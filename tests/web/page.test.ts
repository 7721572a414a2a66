import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { MapProbe } from "../../src/web/map/map-probe.ts";
import { axeFaults } from "../support/axe-faults.ts";
import { startBrowser } from "../support/browser.ts";
import { type BuiltPage, buildPage } from "../support/build-page.ts";
import { auditLayout } from "../support/layout-audit.ts";
import { FakeService, problem, type Scenario } from "./fake-service.ts";

const SIZES = {
  phone: { width: 390, height: 844 },
  tablet: { width: 768, height: 1024 },
  desk: { width: 1280, height: 800 },
} as const;

let browser: Browser;
let built: BuiltPage;
/** A page at a desk for tests that change nothing of the plan. */
let desk: Opening;
const openings: { readonly service: FakeService; readonly close: () => Promise<void> }[] = [];

beforeAll(async () => {
  [browser, built] = await Promise.all([startBrowser(), buildPage()]);
  desk = await open({ size: "desk" });
}, 120_000);

afterAll(async () => {
  for (const { close } of openings) await close();
  await browser.close();
  built.remove();
});

afterEach(async () => {
  for (const { close } of openings.splice(1)) await close(); // The first is the shared desk.
});

interface Opening {
  readonly page: Page;
  readonly service: FakeService;
  readonly origin: string;
  /** Everything that went wrong in the page. */
  readonly errors: string[];
  /** Addresses the page asked for. */
  readonly requests: string[];
}

async function open(given: {
  readonly scenario?: Scenario;
  readonly size?: keyof typeof SIZES;
  readonly key?: string;
}): Promise<Opening> {
  const { scenario = "planned", size = "phone", key = null } = given;
  const service = new FakeService({ scenario, key, directory: built.directory });
  const origin = await service.start();
  const context = await browser.newContext({
    viewport: SIZES[size],
    colorScheme: "light",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const errors: string[] = [];
  const requests: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    const isSlowGraphics = message.text().includes("GL Driver Message"); // Reading pixels back.
    if (["error", "warning"].includes(message.type()) && !isSlowGraphics) {
      errors.push(message.text());
    }
  });
  page.on("request", (request) => requests.push(request.url()));
  openings.push({
    service,
    close: async () => {
      await context.close();
      await service.stop();
    },
  });
  await page.goto(origin);
  if (scenario !== "importing" && key === null) await mapIdle(page);
  return { page, service, origin, errors, requests };
}

async function mapIdle(page: Page): Promise<void> {
  await page.waitForFunction(() => window.fillrouteMap !== undefined);
  await page.evaluate(() => (window.fillrouteMap as MapProbe).whenIdle());
}

/** Property values of what the map draws in a layer. */
async function drawn(page: Page, layer: string, property: string): Promise<readonly string[]> {
  return await page.evaluate(
    ([layerId, name]) => {
      const features = window.fillrouteMap?.map.queryRenderedFeatures({ layers: [layerId] }) ?? [];
      return [...new Set(features.map(({ properties }) => String(properties[name])))].sort();
    },
    [layer, property] as const,
  );
}

test("the plan of the day is drawn on the town's own roads, with nothing from another host", async () => {
  const { page, service, origin, errors, requests } = desk;
  expect(await drawn(page, "legs", "vehicleId")).toEqual(
    service.city.vehicles.map(({ id }) => id).sort(),
  );
  expect(await drawn(page, "legs", "tripIndex")).toEqual(["0", "1"]);
  expect(await drawn(page, "places", "icon")).toEqual(["depot", "facility"]);
  expect((await drawn(page, "roads-minor", "name")).length).toBeGreaterThan(8);
  expect((await drawn(page, "sites", "siteId")).length).toBe(service.city.gridPlaces.size);
  expect(await page.locator(".attribution").textContent()).toContain("OpenStreetMap");
  expect(requests.filter((url) => !url.startsWith(origin) && !url.startsWith("blob:"))).toEqual([]);
  expect(errors).toEqual([]);
});

test("street names are drawn from close by, without a server for letters", async () => {
  const { page } = desk;
  await page.evaluate(() => {
    window.fillrouteMap?.map.jumpTo({ center: [11.965, 57.705], zoom: 15 });
  });
  await mapIdle(page);
  expect((await drawn(page, "road-names", "name")).length).toBeGreaterThan(2);
  const png = await page.locator(".maplibregl-canvas").screenshot();
  expect(png.length).toBeGreaterThan(20_000); // an empty canvas packs to a few hundred bytes
});

test("a route opens to its stops, and list and map follow each other", async () => {
  const { page, service } = desk;
  const route = service.currentPlan?.routes[2];
  await page.getByRole("button", { name: "Truck 3" }).click();
  expect(await page.locator(".visit-name").count()).toBe(route?.stopCount);
  expect(await page.getByText("Emptying at East waste-to-energy plant").count()).toBe(2);
  const stop = route?.visits.filter(({ kind }) => kind === "stop")[3];
  await page.locator(".visit-name").nth(3).click();
  await page.locator(".panel").waitFor();
  expect(await page.locator(".panel h2").textContent()).toBe(stop?.name);
  expect(await page.locator(".panel .why").textContent()).toContain("Stop 4 of Truck 3");
  await mapIdle(page);
  const selected = await page.evaluate(() => window.fillrouteMap?.map.getGlobalState());
  expect(selected).toMatchObject({ vehicleId: "truck-3", siteId: stop?.placeId });
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "All routes" }).click();
  await page.waitForFunction(() => document.activeElement?.textContent === "Truck 3");
});

test("a click on a site of the map opens its containers", async () => {
  const { page, service } = desk;
  const group = [...Map.groupBy(service.city.containers, ({ site }) => site.id).values()];
  const site = group.find((containers) => containers.length === 3)?.[0]?.site;
  if (site === undefined) throw new Error("the town has a site with three containers");
  const point = await page.evaluate(
    async ([lon, lat]) => {
      const { map, whenIdle } = window.fillrouteMap ?? {};
      map?.jumpTo({ center: [lon, lat], zoom: 17 });
      await whenIdle?.();
      const box = map?.getContainer().getBoundingClientRect();
      const { x = 0, y = 0 } = map?.project([lon, lat]) ?? {};
      return { x: x + (box?.left ?? 0), y: y + (box?.top ?? 0) };
    },
    [site.lon, site.lat] as const,
  );
  await page.mouse.click(point.x, point.y);
  await page.locator(".panel .chart").waitFor();
  expect(await page.locator(".panel h2").textContent()).toBe(site.name);
  expect(await page.locator(".choice-button").count()).toBe(3);
  await page.getByRole("button", { name: "Close" }).click();
});

test("containers that stay are listed with their reasons and can be searched", async () => {
  const { page, service } = await open({ size: "phone" });
  await page.getByRole("tab", { name: "Not collected" }).click();
  const stop = service.currentPlan?.unassigned[0];
  expect(await page.locator(".left-unassigned").textContent()).toContain(stop?.reasons[0]?.detail);
  const left = service.city.containers.find(
    ({ id }) => service.city.reasons[id]?.code === "no-data",
  );
  await page.getByRole("searchbox").fill(left?.id ?? "");
  await page.getByText("1 container", { exact: true }).waitFor();
  await page.locator(".left").last().getByRole("button").click();
  expect(await page.locator(".panel .why").textContent()).toContain("No sensor and no history");
});

test("a silent sensor is told above the lists and leads to its container's forecast", async () => {
  const { page, service } = await open({});
  const [silent] = service.city.containers.filter(({ lastReading }) => lastReading !== null);
  await page.getByText("1 sensor is silent").click();
  await page.locator(".warnings").getByRole("button").click();
  await page.locator(".panel .chart-band").waitFor();
  const panel = await page.locator(".panel").textContent();
  expect(panel).toContain(silent?.id);
  expect(panel).toContain("every 6 h; silent, at least three are missing");
  expect(panel).toContain("Friday brings most (+30 %).");
});

test("an alarm appears above everything until the dispatcher clears it", async () => {
  const { page, service } = await open({});
  const container = service.alarm();
  const notice = page.getByRole("alert");
  await notice.getByText(`Fire at ${container.site.name}`).waitFor();
  expect(await auditLayout(page)).toEqual([]);
  await notice.getByRole("button", { name: "Show" }).click();
  expect(await page.locator(".panel").textContent()).toContain(container.id);
  await notice.getByRole("button", { name: "Clear the alarm" }).click();
  await notice.getByText("Fire").waitFor({ state: "detached" });
});

test("a proposal appears without a reload, is shown on the map and accepted", async () => {
  const { page, service, errors } = await open({});
  const proposal = service.propose();
  const [change] = proposal.changes;
  const banner = page.getByRole("region", { name: "Proposed change" });
  await banner.waitFor();
  expect(await banner.textContent()).toContain(`Sensor at ${change?.siteName}`);
  expect(await banner.textContent()).toContain(`Adds 1 stop to ${change?.toVehicle}`);
  await banner.getByRole("button", { name: "Show on the map" }).click();
  await mapIdle(page);
  expect(await drawn(page, "sites-changed", "siteId")).toEqual([change?.siteId]);
  expect(await page.evaluate(() => window.fillrouteMap?.map.getZoom())).toBeGreaterThan(14);
  await banner.getByRole("button", { name: "Accept" }).click();
  await banner.waitFor({ state: "detached" });
  expect(service.currentPlan?.id).toBe(proposal.id);
  expect(await page.locator(".state").textContent()).toContain("version 2");
  expect(errors).toEqual([]);
});

test("a rejected proposal leaves the plan as it was", async () => {
  const { page, service } = await open({ size: "phone" });
  const before = service.currentPlan?.id;
  service.propose();
  const banner = page.getByRole("region", { name: "Proposed change" });
  await banner.getByRole("button", { name: "Reject" }).click();
  await banner.waitFor({ state: "detached" });
  expect(service.currentPlan?.id).toBe(before);
});

test("plan again shows the progress and best cost, then the new plan", async () => {
  const { page, service } = await open({});
  await page.getByRole("button", { name: "Plan again" }).click();
  const progress = page.getByRole("region", { name: "Progress" });
  await progress.getByRole("progressbar").waitFor();
  const message = "Improving the routes";
  service.moveJob({ progress: { step: "solve", message, share: 0.62, bestCostCents: 123_456 } });
  await progress.getByText("62 % · Best cost so far 1,235").waitFor();
  expect(await progress.textContent()).toContain(message);
  expect(await page.getByRole("button", { name: "Plan again" }).isDisabled()).toBe(true);
  expect(await auditLayout(page)).toEqual([]);
  service.finishJob();
  await page.getByText("version 2").waitFor();
  await progress.getByRole("progressbar").waitFor({ state: "detached" });
});

test("a run can be cancelled", async () => {
  const { page } = await open({ scenario: "unplanned", size: "phone" });
  await page.getByRole("button", { name: "Plan today" }).click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("The work was cancelled.").waitFor();
  await page.getByText("No plan for today yet").waitFor();
});

test("on the first start the import is followed until city and plan are there", async () => {
  const { page, service, errors } = await open({ scenario: "importing", size: "phone" });
  await page.getByRole("progressbar", { name: "Importing the city" }).waitFor();
  service.moveJob({ progress: { step: "roads", message: "Reading the roads", share: 0.3 } });
  await page.getByText("Reading the roads").waitFor();
  expect(await auditLayout(page)).toEqual([]);
  expect(await axeFaults(page)).toEqual([]);
  service.finishJob();
  await mapIdle(page);
  await page.getByText("No plan for today yet").waitFor();
  expect(errors).toEqual([]);
});

test("releasing asks first, and says what the service says when it refuses", async () => {
  const { page, service } = await open({});
  const detail = "plan-1 is released already: read it again.";
  await page.getByRole("button", { name: "Release" }).click();
  const dialog = page.getByRole("dialog");
  expect(await dialog.textContent()).toContain("5 trucks get the routes of version 1");
  expect(await axeFaults(page)).toEqual([]);
  service.refuseNext(problem(409, "The plan's state does not allow this", detail));
  await dialog.getByRole("button", { name: "Release now" }).click();
  await page.getByText(detail).waitFor();
  await page.getByRole("button", { name: "Dismiss" }).click();
  await page.getByRole("button", { name: "Release" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Release now" }).click();
  await page.getByText("The plan is released.").waitFor();
  expect(service.currentPlan?.state).toBe("released");
  expect(await page.locator(".state").textContent()).toContain("Released");
});

test("a service that wants a key is given one, and the tiles get it too", async () => {
  const { page, errors } = await open({ key: "flr_secret" });
  await page.getByRole("textbox", { name: "API key" }).fill("flr_secret");
  await page.getByRole("button", { name: "Use the key" }).click();
  await mapIdle(page);
  expect((await drawn(page, "roads-minor", "name")).length).toBeGreaterThan(8);
  expect(await page.evaluate(() => sessionStorage.length)).toBe(1);
  expect(errors.filter((message) => !message.includes("401"))).toEqual([]);
});

test("the whole day can be read with the keyboard alone", async () => {
  const { page } = await open({ size: "phone" });
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the plan");
  await page.keyboard.press("Enter");
  await page.getByRole("tab", { name: "Routes" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.getByRole("searchbox").waitFor();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Truck 1", level: 2 }).waitFor();
  await page.locator(".visit-name").first().focus();
  await page.keyboard.press("Enter");
  await page.locator(".panel .chart").waitFor();
  const focused = await page.evaluate(() => document.activeElement?.id);
  expect(focused).toBe("panel-title");
});

/** Every size in both themes, changed under the page's feet: it must follow without a reload. */
async function inEveryView(page: Page, check: (view: string) => Promise<void>): Promise<void> {
  for (const [name, size] of Object.entries(SIZES)) {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme });
      await mapIdle(page);
      await check(`${name} ${colorScheme}`);
    }
  }
}

/** Axe takes a second or two a run: every theme and both layouts once are enough. */
const AXE_VIEWS = ["phone light", "desk dark"];

/** Faults of what is on the page now, each with the name of the view. */
async function viewFaults(page: Page, view: string): Promise<readonly string[]> {
  const faults = await auditLayout(page);
  const all = AXE_VIEWS.includes(view) ? [...faults, ...(await axeFaults(page))] : faults;
  return all.map((fault) => `${view}: ${fault}`);
}

test("nothing is cut, overlaps or fails the guideline in the lists of any size and theme", async () => {
  const { page } = await open({});
  const faults: string[] = [];
  await inEveryView(page, async (view) => {
    faults.push(...(await viewFaults(page, view)));
    await page.getByRole("tab", { name: "Not collected" }).click();
    faults.push(...(await viewFaults(page, view)));
    await page.getByRole("tab", { name: "Routes" }).click();
  });
  expect(faults).toEqual([]);
}, 120_000);

test("nothing is cut, overlaps or fails the guideline with a proposal and a container open", async () => {
  const { page, service } = await open({});
  service.propose();
  await page.getByText("What changes and why").click();
  await page.getByRole("button", { name: "Truck 2" }).click();
  const faults = [...(await viewFaults(page, "route"))];
  await page.locator(".visit-name").nth(2).click();
  await page.locator(".panel .chart").waitFor();
  await inEveryView(page, async (view) => {
    faults.push(...(await viewFaults(page, view)));
  });
  expect(faults).toEqual([]);
}, 120_000);
