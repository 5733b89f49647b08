/** Words that cannot stand as a bare table or column name in DataFusion's SQL. */
const RESERVED = new Set(
  `all and any as asc between both by case cast cross current_date current_time current_timestamp desc distinct
   else end except exists false fetch for from full group having in inner intersect into is join lateral leading
   left like limit natural not null offset on or order outer over partition qualify right select set some
   table then trailing true union unique unnest using values when where window with`.split(/\s+/),
);

/** A name as it must be written in SQL: bare where that means the same, else in double quotes. */
export function quoteIdentifier(name: string): string {
  if (/^[a-z_][a-z0-9_]*$/.test(name) && !RESERVED.has(name)) return name;
  return `"${name.replaceAll('"', '""')}"`;
}
