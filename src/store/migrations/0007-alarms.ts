/** Alarms of containers; of one kind at most one is open, which later ones of the kind renew. */
export const ALARMS_SQL = `
create table alarms (
  number integer primary key,
  id text not null unique,
  container_key integer not null references containers (key),
  kind text not null,
  source text not null,
  raised_at_ms integer not null,
  last_at_ms integer not null,
  cleared_at_ms integer,
  cleared_by text
) strict;
create unique index open_alarm on alarms (container_key, kind) where cleared_at_ms is null;
`;
