/** Rests of a vehicle's crew, a JSON list in the form of the domain's `CrewBreak`. */
export const CREW_BREAKS_SQL = `
alter table vehicles add column breaks_json text not null default '[]';
`;
