import type { Generated } from "kysely";
import type { AlarmKind, JobKind, SensorModel, WebhookKind } from "../domain/index.ts";

// Times are UTC milliseconds, truth values 0 or 1, `json` columns text. The tables are made and
// commented in `migrations/`.

export interface AreaTable {
  id: string;
  name: string;
  time_zone: string;
  west: number;
  south: number;
  east: number;
  north: number;
  attribution: string;
  policy_json: string;
  state: "importing" | "ready";
  source_hash: string;
  imported_at_ms: number;
}

export interface StreamTable {
  area_id: string;
  id: string;
  position: number;
  name: string;
  density_kg_per_m3: number;
  compaction_ratio: number;
}

export interface SiteTable {
  id: string;
  area_id: string;
  name: string;
  address: string;
  lon: number;
  lat: number;
  is_retired: number;
}

export interface ContainerTable {
  key: Generated<number>;
  id: string;
  area_id: string;
  site_id: string;
  stream_id: string;
  volume_l: number;
  device_id: string | null;
  depth_mm: number | null;
  sensor_offset_mm: number | null;
  sensor_model: SensorModel | null;
  revision: number;
  is_retired: number;
}

export interface VehicleTypeTable {
  area_id: string;
  id: string;
  position: number;
  name: string;
  profile: string;
  payload_kg: number;
  body_l: number;
  stream_ids_json: string;
  service_base_sec: number;
  service_per_container_sec: number;
  fixed_cents: number;
  per_km_cents: number;
  per_hour_cents: number;
  diesel_l_per_100_km: number;
  diesel_l_per_lift: number;
}

export interface VehicleTable {
  id: string;
  area_id: string;
  name: string;
  type_id: string;
  depot_id: string;
  shift_start_sec: number;
  shift_end_sec: number;
  breaks_json: string;
  is_active: number;
  revision: number;
}

export interface DepotTable {
  area_id: string;
  id: string;
  position: number;
  name: string;
  lon: number;
  lat: number;
  opens_sec: number;
  closes_sec: number;
}

export interface FacilityTable {
  area_id: string;
  id: string;
  position: number;
  name: string;
  lon: number;
  lat: number;
  stream_ids_json: string;
  opening_hours_json: string;
  unload_sec: number;
  unload_sec_per_tonne: number;
  gate_fee_cents_per_tonne: number;
}

interface RoadGraphTable {
  area_id: string;
  version: string;
}

interface RoadFileTable {
  area_id: string;
  kind: string;
  version: string;
  bytes: Uint8Array;
}

interface ReadingSourceTable {
  key: Generated<number>;
  name: string;
}

interface ReadingTable {
  container_key: number;
  at_ms: number;
  source_key: number;
  /** -1 where the sender numbers nothing. */
  sequence: number;
  fill_percent: number;
  quality: number;
  /** Null where there are none. */
  reasons_json: string | null;
  received_at_ms: number;
  /** Null where the forecast believes the reading. */
  judged_quality: number | null;
  judged_reasons_json: string | null;
}

export interface ForecastTable {
  container_key: number;
  computed_at_ms: number;
  fill_percent: number;
  fill_low_percent: number;
  fill_high_percent: number;
  rate_percent_per_day: number;
  overflow_probability_24h: number;
  hours_to_full: number | null;
}

export interface PlanTable {
  id: string;
  area_id: string;
  day: string;
  version: number;
  state: "draft" | "proposed" | "released" | "rejected" | "superseded";
  parent_id: string | null;
  job_id: string | null;
  created_at_ms: number;
  cost_cents: number;
  distance_m: number;
  stop_count: number;
  vehicle_count: number;
  /** The plan but for what the columns above hold. */
  document_json: string;
}

interface PlanGeometryTable {
  plan_id: string;
  route_index: number;
  vehicle_id: string;
  legs_json: string;
}

export interface SensorPlaceTable {
  number: Generated<number>;
  device_id: string;
  container_key: number;
  is_main: number;
  depth_mm: number | null;
  sensor_offset_mm: number | null;
  sensor_model: SensorModel | null;
  from_ms: number;
  until_ms: number | null;
}

export interface AlarmTable {
  number: Generated<number>;
  id: string;
  container_key: number;
  kind: AlarmKind;
  source: string;
  raised_at_ms: number;
  last_at_ms: number;
  cleared_at_ms: number | null;
  cleared_by: string | null;
}

export interface BackTestTable {
  number: Generated<number>;
  id: string;
  area_id: string;
  created_at_ms: number;
  document_json: string;
}

export interface JobTable {
  number: Generated<number>;
  id: string;
  kind: JobKind;
  request_json: string;
  state: "queued" | "running" | "succeeded" | "failed" | "cancelled";
  progress_json: string | null;
  result_id: string | null;
  error_json: string | null;
  attempts: number;
  created_at_ms: number;
  started_at_ms: number | null;
  finished_at_ms: number | null;
}

export interface ApiKeyTable {
  id: string;
  name: string;
  scope: "read" | "ingest" | "dispatch" | "admin";
  secret_sha256: string;
  created_at_ms: number;
  expires_at_ms: number | null;
  revoked_at_ms: number | null;
  last_used_at_ms: number | null;
}

export interface WebhookSourceTable {
  id: string;
  name: string;
  kind: WebhookKind;
  area_id: string;
  created_at_ms: number;
}

interface WebhookSecretTable {
  number: Generated<number>;
  source_id: string;
  secret: string;
  created_at_ms: number;
}

interface WebhookMessageTable {
  source_id: string;
  message_id: string;
  received_at_ms: number;
}

interface IdempotencyTable {
  key: string;
  request_hash: string;
  status: number;
  body: string;
  location: string | null;
  kept_at_ms: number;
}

interface AuditTable {
  number: Generated<number>;
  at_ms: number;
  actor: string;
  action: string;
  detail: string;
}

interface MigrationTable {
  number: number;
  name: string;
  applied_at_ms: number;
}

/** The tables as Kysely knows them. */
export interface Database {
  areas: AreaTable;
  streams: StreamTable;
  sites: SiteTable;
  containers: ContainerTable;
  vehicle_types: VehicleTypeTable;
  vehicles: VehicleTable;
  depots: DepotTable;
  facilities: FacilityTable;
  road_graphs: RoadGraphTable;
  road_files: RoadFileTable;
  reading_sources: ReadingSourceTable;
  readings: ReadingTable;
  forecasts: ForecastTable;
  plans: PlanTable;
  plan_geometry: PlanGeometryTable;
  jobs: JobTable;
  back_tests: BackTestTable;
  alarms: AlarmTable;
  sensor_places: SensorPlaceTable;
  api_keys: ApiKeyTable;
  webhook_sources: WebhookSourceTable;
  webhook_secrets: WebhookSecretTable;
  webhook_messages: WebhookMessageTable;
  idempotency_answers: IdempotencyTable;
  audit_entries: AuditTable;
  schema_migrations: MigrationTable;
}
