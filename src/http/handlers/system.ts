import type { Handlers } from "../call.ts";
import type { Services } from "../services.ts";

/** Health, readiness and metrics. */
export const SYSTEM_HANDLERS = {
  async getHealth() {
    return { body: { status: "ok" } };
  },
  async getReadiness({ services }) {
    const checks = await readiness(services);
    const isReady = checks.store && checks.area;
    return {
      body: { status: isReady ? "ready" : "starting", checks },
      status: isReady ? 200 : 503,
    };
  },
  async getMetrics({ shared, response }) {
    const { registry } = shared.metrics;
    response.set("Content-Type", registry.contentType).send(await registry.metrics());
    return null;
  },
} satisfies Partial<Handlers>;

async function readiness(services: Services): Promise<{ store: boolean; area: boolean }> {
  const { store } = services;
  try {
    await store.ping();
    const { items } = await store.cities.listAreas({ limit: 100, cursor: null });
    const versions = await Promise.all(items.map(({ id }) => store.roads.graphVersion(id)));
    return { store: true, area: versions.some((version) => version !== null) };
  } catch (error) {
    services.logger.error({ err: error }, "the store does not answer");
    return { store: false, area: false };
  }
}
