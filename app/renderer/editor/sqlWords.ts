/** Words coloured and offered as keywords. Words that are likelier to be a column's name are left out. */
export const SQL_KEYWORDS: string[] = `
  add all alter analyze and anti any as asc at begin between by case cast column commit copy create cross
  deallocate default delete desc describe distinct drop else end escape except execute exists explain
  external extract filter following for from full function group grouping groups having if ilike in inner
  insert intersect interval into is join lateral left like limit location natural not nulls of offset on
  options or order outer over overlay partition partitioned preceding prepare qualify range recursive
  replace respect returning returns right rollback rollup rows schema select semi set sets show similar
  some stored substring table tables temporary then to trim truncate try_cast unbounded union unnest
  update using values verbose view when where window with within without`
  .trim()
  .split(/\s+/);

/** Names of SQL types. */
export const SQL_TYPES: string[] = `
  bigint binary boolean bytea char date decimal double float int integer numeric precision real smallint string
  text time timestamp timestamptz tinyint unsigned uuid varbinary varchar`
  .trim()
  .split(/\s+/);

/** Functions offered while typing: the ones that come up most in exploring data. */
export const SQL_FUNCTIONS: string[] = `
  abs approx_distinct approx_median approx_percentile_cont array_agg array_length arrow_typeof avg ceil char_length
  coalesce concat concat_ws corr count cume_dist current_date date_bin date_part date_trunc dense_rank first_value
  floor from_unixtime greatest initcap lag last_value lead least length ln log log10 lower lpad ltrim max
  median min now ntile nullif nth_value percent_rank pow power random rank regexp_like regexp_match regexp_replace
  replace reverse round row_number rpad rtrim split_part sqrt starts_with stddev string_agg strpos substr sum
  to_char to_date to_timestamp trim trunc upper var width_bucket`
  .trim()
  .split(/\s+/);
