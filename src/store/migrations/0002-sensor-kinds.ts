/**
 * Models of sensors, and webhook sources of any kind.
 *
 * The kinds of sources grow with the program, which checks them where a source is made; the table
 * held them to two. SQLite changes no check of a table, so it is made anew, and with it the two
 * that refer to it: dropping it first would delete their rows.
 */
export const SENSOR_KINDS_SQL = `
alter table containers add column sensor_model text;

create table webhook_sources_2 (
  id text not null primary key,
  name text not null unique,
  kind text not null,
  area_id text not null,
  created_at_ms integer not null
) strict;
insert into webhook_sources_2 (id, name, kind, area_id, created_at_ms)
  select id, name, kind, area_id, created_at_ms from webhook_sources;

create table webhook_secrets_2 (
  number integer primary key,
  source_id text not null references webhook_sources_2 (id) on delete cascade,
  secret text not null,
  created_at_ms integer not null
) strict;
insert into webhook_secrets_2 (number, source_id, secret, created_at_ms)
  select number, source_id, secret, created_at_ms from webhook_secrets;

create table webhook_messages_2 (
  source_id text not null references webhook_sources_2 (id) on delete cascade,
  message_id text not null,
  received_at_ms integer not null,
  primary key (source_id, message_id)
) strict, without rowid;
insert into webhook_messages_2 (source_id, message_id, received_at_ms)
  select source_id, message_id, received_at_ms from webhook_messages;

drop table webhook_messages;
drop table webhook_secrets;
drop table webhook_sources;
alter table webhook_sources_2 rename to webhook_sources;
alter table webhook_secrets_2 rename to webhook_secrets;
alter table webhook_messages_2 rename to webhook_messages;
create index secrets_of_source on webhook_secrets (source_id, number);
create index messages_by_time on webhook_messages (received_at_ms);
`;
