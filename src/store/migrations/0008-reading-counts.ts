/**
 * How many readings an area has: the page asks every two seconds whether there are new ones, and
 * counting millions of rows takes longer than that.
 */
export const READING_COUNTS_SQL = `
create table reading_counts (
  area_id text not null primary key,
  count integer not null
) strict, without rowid;
insert into reading_counts (area_id, count)
select c.area_id, count(*) from readings r join containers c on c.key = r.container_key
group by c.area_id;
`;
