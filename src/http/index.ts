export { createApp } from "./app.ts";
export { toPlanBody as planBody } from "./convert/plan.ts";
export { createLogger } from "./logging.ts";
export type {
  AreaBody,
  ContainerBody,
  DepotBody,
  FacilityBody,
  ReasonBody,
  SiteBody,
  StreamBody,
  VehicleBody,
} from "./schemas/city.ts";
export type { ProblemBody } from "./schemas/common.ts";
export type {
  IngestResultBody,
  KeyBody,
  ReadingBody,
  ReadingInputBody,
  WebhookReadingBody,
  WebhookSourceBody,
} from "./schemas/ingest.ts";
export type {
  ChangeBody,
  JobBody,
  PlanBody,
  PlanRequestBody,
  PlanSummaryBody,
  RouteBody,
  RoutesGeoJsonBody,
  VisitBody,
} from "./schemas/plan.ts";
export type { ReadinessBody } from "./schemas/system.ts";
export { makeApiKey } from "./secrets.ts";
export { listen, type RunningServer } from "./server.ts";
export {
  DEFAULT_HTTP_CONFIG,
  type HttpConfig,
  type Jobs,
  type PlanningHooks,
  type ReplanNeed,
  type Services,
} from "./services.ts";
