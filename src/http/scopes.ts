import { SCOPES, type Scope } from "../domain/index.ts";
import type { EndpointName } from "./contract/endpoints.ts";

/** What a caller needs: a scope, `open` for nothing, `signature` where the body is signed. */
export type Requirement = Scope | "open" | "signature";

/** The one table of who may call what. */
export const SCOPE_OF = {
  listAreas: "read",
  getArea: "read",
  listStreams: "read",
  listDepots: "read",
  listFacilities: "read",
  listSites: "read",
  listVehicleTypes: "read",
  listSensors: "read",
  getTile: "read",
  listContainers: "read",
  getContainer: "read",
  getContainerForecast: "read",
  listContainerSensors: "read",
  addContainerSensor: "dispatch",
  removeContainerSensor: "dispatch",
  createContainer: "dispatch",
  updateContainer: "dispatch",
  listVehicles: "read",
  getVehicle: "read",
  createVehicle: "dispatch",
  updateVehicle: "dispatch",
  createReadings: "ingest",
  listReadings: "read",
  listContainerReadings: "read",
  receiveWebhook: "signature",
  createPlan: "dispatch",
  listPlans: "read",
  getPlan: "read",
  getPlanRoutes: "read",
  acceptPlan: "dispatch",
  rejectPlan: "dispatch",
  releasePlan: "dispatch",
  listJobs: "read",
  getJob: "read",
  getJobEvents: "read",
  cancelJob: "dispatch",
  listAlarms: "read",
  clearAlarm: "dispatch",
  createBackTest: "dispatch",
  listBackTests: "read",
  getBackTest: "read",
  createWebhookSource: "admin",
  listWebhookSources: "admin",
  rotateWebhookSource: "admin",
  createKey: "admin",
  listKeys: "admin",
  deleteKey: "admin",
  getHealth: "open",
  getReadiness: "open",
  getMetrics: "open",
} as const satisfies Record<EndpointName, Requirement>;

/** True where a key of scope `held` may do what `needed` asks: each scope includes those before. */
export function scopeCovers(held: Scope, needed: Scope): boolean {
  return SCOPES.indexOf(held) >= SCOPES.indexOf(needed);
}
