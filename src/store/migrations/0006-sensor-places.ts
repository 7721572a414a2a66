/**
 * Which sensor hung in which container, and when: a late reading belongs to the container that its
 * sensor was in when it measured. A container has one main sensor, named in its row, and may have
 * others. Sensors known before are taken to have hung where they are from the beginning.
 */
export const SENSOR_PLACES_SQL = `
create table sensor_places (
  number integer primary key,
  device_id text not null,
  container_key integer not null references containers (key),
  is_main integer not null check (is_main in (0, 1)),
  depth_mm real,
  sensor_offset_mm real,
  sensor_model text,
  from_ms integer not null,
  until_ms integer
) strict;
create index places_of_device on sensor_places (device_id, from_ms);
create index places_of_container on sensor_places (container_key, from_ms);

insert into sensor_places (device_id, container_key, is_main, depth_mm, sensor_offset_mm,
  sensor_model, from_ms)
select device_id, key, 1, depth_mm, sensor_offset_mm, sensor_model, 0 from containers
where device_id is not null and is_retired = 0;
`;
