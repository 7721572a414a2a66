export {
  type ApiKey,
  SCOPES,
  type Scope,
  WEBHOOK_KINDS,
  type WebhookKind,
  type WebhookSource,
} from "./access.ts";
export { ALARM_KINDS, type AlarmKind, type ContainerAlarm } from "./alarm.ts";
export type { BackTestReport, ForecastFigures } from "./back-test.ts";
export {
  type Area,
  type City,
  type CollectionPolicy,
  type Container,
  type CrewBreak,
  type Depot,
  type DisposalFacility,
  type LonLat,
  type OpeningHours,
  SENSOR_MODELS,
  type SensorModel,
  type SensorPlace,
  type Site,
  SNAP_RADIUS_M,
  type Vehicle,
  type VehicleType,
  type WasteStream,
} from "./city.ts";
export { AppError, ERRORS, type ErrorCode, type ErrorKind, type Fault } from "./errors.ts";
export type {
  Job,
  JobError,
  JobKind,
  JobProgress,
  JobRequest,
  JobState,
} from "./job.ts";
export type {
  CollectionReason,
  Plan,
  PlanChange,
  PlannedLift,
  PlannedRoute,
  PlannedVisit,
  PlanState,
  PlanTotals,
  PlanWarning,
  RouteGeometry,
  UnassignedStop,
  VisitKind,
} from "./plan.ts";
export type { IncomingReading, IngestOutcome, QualityCode, Reading } from "./reading.ts";
