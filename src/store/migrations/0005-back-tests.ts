/**
 * Reports on the forecast's past, and the kind of job that makes them: a check cannot be changed,
 * so the jobs move to a new table.
 */
export const BACK_TESTS_SQL = `
create table back_tests (
  number integer primary key,
  id text not null unique,
  area_id text not null references areas (id),
  created_at_ms integer not null,
  document_json text not null
) strict;
create index back_tests_of_area on back_tests (area_id, number);

create table jobs_with_back_tests (
  number integer primary key,
  id text not null unique,
  kind text not null check (kind in ('import-city', 'plan', 'replan', 'back-test')),
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
insert into jobs_with_back_tests select * from jobs;
drop table jobs;
alter table jobs_with_back_tests rename to jobs;
create index jobs_waiting on jobs (state, number) where state in ('queued', 'running');
`;
