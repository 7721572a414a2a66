import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";

/** What the service counts for Prometheus. */
export interface Metrics {
  readonly registry: Registry;
  readonly requestSeconds: Histogram<"method" | "route" | "status">;
  readonly readings: Counter<"outcome">;
  readonly webhooks: Counter<"outcome">;
  readonly replans: Counter;
}

/** Makes the metrics of one app, in a registry of their own. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    requestSeconds: new Histogram({
      name: "fillroute_http_request_seconds",
      help: "Time to answer a request",
      labelNames: ["method", "route", "status"],
      buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    }),
    readings: new Counter({
      name: "fillroute_readings_total",
      help: "Readings received, by what became of them",
      labelNames: ["outcome"],
      registers,
    }),
    webhooks: new Counter({
      name: "fillroute_webhooks_total",
      help: "Webhook messages received, by what became of them",
      labelNames: ["outcome"],
      registers,
    }),
    replans: new Counter({
      name: "fillroute_replans_total",
      help: "Jobs started because readings asked for a new plan",
      registers,
    }),
  };
}
