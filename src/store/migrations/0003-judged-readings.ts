/**
 * What the forecast thinks of a reading, beside what was told when it came: it is judged again with
 * each plan, since later readings may clear or accuse it. Null for most, which are believed.
 */
export const JUDGED_READINGS_SQL = `
alter table readings add column judged_quality integer check (judged_quality between 1 and 4);
alter table readings add column judged_reasons_json text;
`;
