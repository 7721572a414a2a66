export { createApp } from "./app.ts";
export { toPlanBody as planBody } from "./convert/plan.ts";
export { createLogger } from "./logging.ts";
export type { AlarmBody } from "./schemas/alarm.ts";
export type {
  AreaBody,
  ContainerBody,
  ContainerForecastBody,
  DepotBody,
  FacilityBody,
  ReasonBody,
  SensorBody,
  StreamBody,
  VehicleBody,
} from "./schemas/city.ts";
export type { ProblemBody } from "./schemas/common.ts";
export type { ReadingBody } from "./schemas/ingest.ts";
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
export { makeApiKey } from "./secrets.ts";
export { listen } from "./server.ts";
export { DEFAULT_HTTP_CONFIG } from "./services.ts";
