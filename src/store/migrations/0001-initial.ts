/** Everything of step 1. Written for SQLite; STRICT tables hold columns to their types. */
export const INITIAL_SQL = `
create table areas (
  id text not null primary key,
  name text not null,
  time_zone text not null,
  west real not null, south real not null, east real not null, north real not null,
  attribution text not null,
  policy_json text not null,
  -- An import that was cut off leaves 'importing'; such an area is shown to nobody.
  state text not null check (state in ('importing', 'ready')),
  source_hash text not null,
  imported_at_ms integer not null
) strict;

create table streams (
  area_id text not null references areas (id) on delete cascade,
  id text not null,
  position integer not null,
  name text not null,
  density_kg_per_m3 real not null,
  compaction_ratio real not null,
  primary key (area_id, id)
) strict, without rowid;

-- A site or container that a new import no longer names is retired, not deleted: its readings stay.
create table sites (
  id text not null primary key,
  area_id text not null references areas (id),
  name text not null,
  address text not null,
  lon real not null, lat real not null,
  is_retired integer not null default 0 check (is_retired in (0, 1))
) strict;
create index sites_of_area on sites (area_id, id) where is_retired = 0;

create table containers (
  -- Small number for the rows of readings, of which there are millions.
  key integer primary key,
  id text not null unique,
  area_id text not null references areas (id),
  site_id text not null references sites (id),
  stream_id text not null,
  volume_l real not null,
  device_id text,
  depth_mm real,
  sensor_offset_mm real,
  revision integer not null,
  is_retired integer not null default 0 check (is_retired in (0, 1))
) strict;
create index containers_of_area on containers (area_id, id) where is_retired = 0;
create index containers_of_site on containers (site_id, id) where is_retired = 0;
create unique index container_of_device on containers (device_id)
  where device_id is not null and is_retired = 0;

create table vehicle_types (
  area_id text not null references areas (id) on delete cascade,
  id text not null,
  position integer not null,
  name text not null,
  profile text not null,
  payload_kg real not null,
  body_l real not null,
  stream_ids_json text not null,
  service_base_sec integer not null,
  service_per_container_sec integer not null,
  fixed_cents real not null,
  per_km_cents real not null,
  per_hour_cents real not null,
  diesel_l_per_100_km real not null,
  diesel_l_per_lift real not null,
  primary key (area_id, id)
) strict, without rowid;

create table vehicles (
  id text not null primary key,
  area_id text not null references areas (id) on delete cascade,
  name text not null,
  type_id text not null,
  depot_id text not null,
  shift_start_sec integer not null,
  shift_end_sec integer not null,
  is_active integer not null check (is_active in (0, 1)),
  revision integer not null
) strict;
create index vehicles_of_area on vehicles (area_id, id);

create table depots (
  area_id text not null references areas (id) on delete cascade,
  id text not null,
  position integer not null,
  name text not null,
  lon real not null, lat real not null,
  opens_sec integer not null,
  closes_sec integer not null,
  primary key (area_id, id)
) strict, without rowid;

create table facilities (
  area_id text not null references areas (id) on delete cascade,
  id text not null,
  position integer not null,
  name text not null,
  lon real not null, lat real not null,
  stream_ids_json text not null,
  opening_hours_json text not null,
  unload_sec integer not null,
  unload_sec_per_tonne integer not null,
  gate_fee_cents_per_tonne real not null,
  primary key (area_id, id)
) strict, without rowid;

-- No reference to areas: the roads of a city may be kept before the city itself.
create table road_graphs (
  area_id text not null primary key,
  version text not null
) strict, without rowid;

create table road_files (
  area_id text not null,
  kind text not null,
  version text not null,
  bytes blob not null,
  primary key (area_id, kind)
) strict;

create table reading_sources (
  key integer primary key,
  name text not null unique
) strict;

-- The key is the order in which readings are asked for, and refuses one without a sequence that
-- was stored before; the index refuses one with a sequence, whatever its time.
create table readings (
  container_key integer not null references containers (key),
  at_ms integer not null,
  source_key integer not null,
  sequence integer not null,
  fill_percent real not null,
  quality integer not null check (quality between 0 and 4),
  reasons_json text,
  received_at_ms integer not null,
  primary key (container_key, at_ms, source_key, sequence)
) strict, without rowid;
create unique index reading_of_sequence on readings (container_key, source_key, sequence)
  where sequence >= 0;

create table forecasts (
  container_key integer primary key references containers (key),
  computed_at_ms integer not null,
  fill_percent real not null,
  fill_low_percent real not null,
  fill_high_percent real not null,
  rate_percent_per_day real not null,
  overflow_probability_24h real not null,
  hours_to_full real
) strict;

create table plans (
  id text not null primary key,
  area_id text not null references areas (id),
  day text not null,
  version integer not null,
  state text not null
    check (state in ('draft', 'proposed', 'released', 'rejected', 'superseded')),
  parent_id text references plans (id),
  job_id text,
  created_at_ms integer not null,
  cost_cents real not null,
  distance_m real not null,
  stop_count integer not null,
  vehicle_count integer not null,
  document_json text not null,
  unique (area_id, day, version)
) strict;
create index plans_by_time on plans (created_at_ms, id);
create index plans_of_area on plans (area_id, created_at_ms, id);
create index plans_of_parent on plans (parent_id) where state = 'proposed';
create unique index draft_of_day on plans (area_id, day) where state = 'draft';
create unique index released_of_day on plans (area_id, day) where state = 'released';

create table plan_geometry (
  plan_id text not null references plans (id) on delete cascade,
  route_index integer not null,
  vehicle_id text not null,
  legs_json text not null,
  primary key (plan_id, route_index)
) strict;

create table jobs (
  number integer primary key,
  id text not null unique,
  kind text not null check (kind in ('import-city', 'plan', 'replan')),
  request_json text not null,
  state text not null
    check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  progress_json text,
  result_id text,
  error_json text,
  attempts integer not null,
  created_at_ms integer not null,
  started_at_ms integer,
  finished_at_ms integer
) strict;
create index jobs_waiting on jobs (state, number) where state in ('queued', 'running');

create table api_keys (
  id text not null primary key,
  name text not null,
  scope text not null check (scope in ('read', 'ingest', 'dispatch', 'admin')),
  secret_sha256 text not null unique,
  created_at_ms integer not null,
  expires_at_ms integer,
  revoked_at_ms integer,
  last_used_at_ms integer
) strict;

create table webhook_sources (
  id text not null primary key,
  name text not null unique,
  kind text not null check (kind in ('plain', 'the-things-stack')),
  area_id text not null,
  created_at_ms integer not null
) strict;

create table webhook_secrets (
  number integer primary key,
  source_id text not null references webhook_sources (id) on delete cascade,
  secret text not null,
  created_at_ms integer not null
) strict;
create index secrets_of_source on webhook_secrets (source_id, number);

create table webhook_messages (
  source_id text not null references webhook_sources (id) on delete cascade,
  message_id text not null,
  received_at_ms integer not null,
  primary key (source_id, message_id)
) strict, without rowid;
create index messages_by_time on webhook_messages (received_at_ms);

create table idempotency_answers (
  key text not null primary key,
  request_hash text not null,
  status integer not null,
  body text not null,
  location text,
  kept_at_ms integer not null
) strict;
create index answers_by_time on idempotency_answers (kept_at_ms);

create table audit_entries (
  number integer primary key,
  at_ms integer not null,
  actor text not null,
  action text not null,
  detail text not null
) strict;
create index audit_by_time on audit_entries (at_ms);
`;
