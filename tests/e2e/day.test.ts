import type { Browser, Page } from "playwright-core";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AreaBody, PlanBody } from "../../src/http/index.ts";
import type { MapProbe } from "../../src/web/map/map-probe.ts";
import { axeFaults } from "../support/axe-faults.ts";
import { startBrowser } from "../support/browser.ts";
import { auditLayout } from "../support/layout-audit.ts";
import { type ServiceProcess, startServiceProcess } from "../support/service-process.ts";

let service: ServiceProcess;
let browser: Browser;
let page: Page;
const errors: string[] = [];
const requests: string[] = [];

beforeAll(async () => {
  browser = await startBrowser(); // First, so that the page is there while the city is imported.
  service = await startServiceProcess(["--plan-seconds", "3"]);
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: "reduce",
  });
  page = await context.newPage();
  page.setDefaultTimeout(25_000);
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("request", (request) => requests.push(request.url()));
}, 120_000);

afterAll(async () => {
  await browser.close();
  expect(await service.stop()).toBe(0);
});

test("from the first start on, the page follows the import and shows the day's plan", async () => {
  await page.goto(service.url);
  await page.getByRole("progressbar").waitFor(); // the import, or already the search
  await page.locator(".route-card").first().waitFor({ timeout: 120_000 });
  await mapIdle();
  const plan = await currentPlan();
  expect(await page.locator(".route-card").count()).toBe(plan.routes.length);
  const stops = page.locator(".figure").filter({ hasText: "Stops" }).locator("dd");
  expect(await stops.textContent()).toBe(String(plan.totals.stopCount));
  expect(await drawn("legs", "vehicleId")).toEqual(
    plan.routes.map(({ vehicleId }) => vehicleId).sort(),
  );
  expect((await drawn("roads-major", "class")).length).toBeGreaterThan(1);
  expect((await drawn("places", "icon")).toSorted()).toEqual(["depot", "facility"]);
}, 150_000);

test("every stop of a route is listed with its clock and the reason of each container", async () => {
  const plan = await currentPlan();
  const route = plan.routes[0];
  const stops = route?.visits.filter(({ kind }) => kind === "stop") ?? [];
  await page.locator(".card-button").first().click();
  await page.locator(".visit-name").first().waitFor();
  const clocks = await page.locator(".visit:not(.visit-place) .visit-clock").allTextContents();
  expect(clocks).toEqual(stops.map(({ clock }) => clock));
  const reasons = await page.locator(".lift .reason").allTextContents();
  expect(reasons).toEqual(stops.flatMap(({ lifts }) => lifts.map(({ reason }) => reason.text)));
  await page.locator(".visit-name").first().click();
  await page.locator(".panel .chart-line").waitFor();
  expect(await auditLayout(page)).toEqual([]);
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "All routes" }).click();
}, 60_000);

test("a signed webhook with a full container brings a proposal that the page accepts", async () => {
  const plan = await currentPlan();
  const containerId = quietContainer(plan);
  const result = await postFull(containerId);
  expect(result).toMatchObject({ stored: 1, duplicates: 0, ignored: [] });
  expect(result.replanJobId).not.toBeNull();
  const banner = page.getByRole("region", { name: "Proposed change" });
  await banner.waitFor();
  expect(await banner.textContent()).toContain("Adds 1 stop to");
  await banner.getByRole("button", { name: "Show on the map" }).click();
  await banner.getByText("What changes and why").click();
  await mapIdle();
  expect(await drawn("sites-changed", "siteId")).toHaveLength(1);
  await banner.getByRole("button", { name: "Accept" }).click();
  await banner.waitFor({ state: "detached" });
  const accepted = await currentPlan();
  expect(accepted).toMatchObject({ parentId: plan.id, state: "draft" });
  const lifted = accepted.routes.flatMap(({ visits }) =>
    visits.flatMap(({ lifts }) => lifts.map((lift) => lift.containerId)),
  );
  expect(lifted).toContain(containerId);
  await page.getByText(`version ${accepted.version}`).waitFor();
}, 60_000);

test("the page of the real city reads well on a phone too, and asked no other host", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await mapIdle();
  expect(await auditLayout(page)).toEqual([]);
  expect(await axeFaults(page)).toEqual([]);
  const foreign = requests.filter(
    (url) => !url.startsWith(service.url) && !url.startsWith("blob:"),
  );
  expect(foreign).toEqual([]);
  expect(errors).toEqual([]);
}, 60_000);

async function mapIdle(): Promise<void> {
  await page.waitForFunction(() => window.fillrouteMap !== undefined);
  await page.evaluate(() => (window.fillrouteMap as MapProbe).whenIdle());
}

async function drawn(layer: string, property: string): Promise<readonly string[]> {
  return await page.evaluate(
    ([layerId, name]) => {
      const features = window.fillrouteMap?.map.queryRenderedFeatures({ layers: [layerId] }) ?? [];
      return [...new Set(features.map(({ properties }) => String(properties[name])))].sort();
    },
    [layer, property] as const,
  );
}

async function call<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(new URL(`api/v1/${path}`, service.url), init);
  expect(response.ok, `${path}: ${response.status}`).toBe(true);
  return (await response.json()) as T;
}

async function currentPlan(): Promise<PlanBody> {
  const { items } = await call<{ items: AreaBody[] }>("areas");
  return await call<PlanBody>(`plans/${items[0]?.currentPlanId}`);
}

/** The container least likely to overflow: only the reading can bring it into the plan. */
function quietContainer(plan: PlanBody): string {
  const [quietest] = Object.entries(plan.reasons)
    .filter(([, { code }]) => code === "not-due")
    .toSorted(([, a], [, b]) => a.overflowProbability - b.overflowProbability);
  if (quietest === undefined) throw new Error("no container is left for another day");
  return quietest[0];
}

async function postFull(containerId: string): Promise<{ readonly replanJobId: string | null }> {
  const { items } = await call<{ items: AreaBody[] }>("areas");
  const json = { "content-type": "application/json" };
  const source = { name: "sensors", kind: "plain", areaId: items[0]?.id };
  const { secret } = await call<{ secret: string }>("webhook-sources", {
    method: "POST",
    headers: json,
    body: JSON.stringify(source),
  });
  const at = new Date();
  const body = JSON.stringify({
    readings: [{ containerId, at: at.toISOString(), fillPercent: 99 }],
  });
  return await call("webhooks/sensors", {
    method: "POST",
    headers: {
      ...json,
      "webhook-id": "message-1",
      "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
      "webhook-signature": new Webhook(secret).sign("message-1", at, body),
    },
    body,
  });
}
