//! What the corpus is made of besides TPC-H and the forms of queries of the coverage tests.

pub const TABLES: [&str; 7] = [
    "CREATE EXTERNAL TABLE t STORED AS CSV LOCATION '{folder}/t.csv'",
    "CREATE EXTERNAL TABLE u STORED AS CSV LOCATION '{folder}/u.csv'",
    "CREATE EXTERNAL TABLE j STORED AS JSON LOCATION '{folder}/j.json'",
    "CREATE EXTERNAL TABLE p STORED AS PARQUET LOCATION '{folder}/p.parquet'",
    "CREATE EXTERNAL TABLE a STORED AS ARROW LOCATION '{folder}/a.arrow'",
    "CREATE VIEW v AS SELECT n, count(*) AS c FROM t GROUP BY n",
    "CREATE TABLE m AS SELECT n, word, kind FROM p",
];

pub const OTHERS: [&str; 22] = [
    "SELECT n FROM t WHERE n IN (SELECT n FROM u WHERE u.m > t.n) \
     AND NOT EXISTS (SELECT 1 FROM u WHERE u.m = t.n) AND n < ALL (SELECT m FROM u)",
    "SELECT q.n FROM (SELECT n FROM t UNION ALL SELECT n FROM u UNION ALL SELECT n FROM u) AS q, \
     LATERAL (SELECT m FROM u WHERE u.n = q.n) AS l",
    "SELECT n, (SELECT max(m) FROM u WHERE u.n = t.n) AS most FROM t",
    "SELECT n, o['x'] FROM j WHERE n > 0",
    "SELECT kind, sum(n), array_agg(word) FROM p WHERE n < 7 GROUP BY kind ORDER BY 2 DESC LIMIT 3",
    "SELECT kind, list FROM a WHERE list IS NOT NULL",
    "SELECT p.n, t.s FROM p JOIN t ON p.n = t.n JOIN u ON u.n = t.n WHERE u.m > 1",
    "SELECT * FROM v",
    "WITH RECURSIVE c AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM c WHERE i < 5) SELECT i FROM c",
    "COPY (SELECT n, s FROM t) TO '{folder}/out/' STORED AS PARQUET PARTITIONED BY (s)",
    "COPY (SELECT n FROM t) TO '{folder}/out.csv' STORED AS CSV \
     OPTIONS ('format.has_header' 'false', 'format.delimiter' ';')",
    "COPY (SELECT n FROM t) TO '{folder}/out.json' STORED AS JSON",
    "COPY (SELECT n FROM p) TO '{folder}/out.arrow' STORED AS ARROW",
    "CREATE EXTERNAL TABLE x (n BIGINT, s VARCHAR) STORED AS CSV LOCATION '{folder}/t.csv' \
     WITH ORDER (n ASC) OPTIONS ('format.delimiter' ';', 'format.has_header' 'true')",
    "CREATE VIEW w AS SELECT n FROM t WHERE n > 1",
    "CREATE TABLE x AS SELECT n FROM t",
    "DROP TABLE IF EXISTS t",
    "INSERT INTO t SELECT n, s FROM t",
    "EXPLAIN ANALYZE SELECT n FROM t",
    "PREPARE q(BIGINT) AS SELECT n FROM t WHERE n > $1",
    "SELECT generate_series(1, 3) AS g, 'https://h/a?sig=abcdef12' AS url",
    "SELECT TIMESTAMP '2020-01-01' AT TIME ZONE 'Europe/Berlin' AS z, INTERVAL '1' DAY AS i, \
     arrow_cast(1, 'Decimal256(40, 3)') AS d, [[1], []] AS l, {'a': 1} AS s",
];

/// Functions go through an extension codec.
pub const FRAMED: [&str; 2] = [
    "SELECT abs(n), sqrt(n), concat(s, 'x') FROM t WHERE abs(n) > 1",
    "SELECT upper(s) AS u, count(*) FROM t GROUP BY upper(s) ORDER BY lower(upper(s))",
];

/// Over the table in memory.
pub const EMBEDDED: [&str; 2] = [
    "SELECT * FROM m",
    "SELECT kind, sum(n) FROM m WHERE n IN (SELECT n FROM t) GROUP BY kind",
];

/// Over the table `t`.
pub const EXPRESSIONS: [&str; 14] = [
    "n",
    "n + 1 * 2 - n % 3",
    "CASE WHEN n > 1 THEN s ELSE 'x' END AS c",
    "CAST(n AS DECIMAL(10, 2)) BETWEEN 1 AND 4",
    "s LIKE 'a%' OR s ILIKE '_' OR s SIMILAR TO 'a|b'",
    "n IN (1, 2, NULL) AND n IS NOT NULL AND (n = 1) IS TRUE",
    "abs(n) + coalesce(n, 1)",
    "named_struct('a', n, 'b', [s, NULL])",
    "TRY_CAST(s AS TIMESTAMP) + INTERVAL '1 month'",
    "count(DISTINCT n) FILTER (WHERE n > 1)",
    "sum(n) OVER (PARTITION BY s ORDER BY n ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)",
    "arrow_cast('a', 'Dictionary(Int32, Utf8)')",
    "make_array(n, 2)[1] + element_at([1, 2], 1)",
    "NOT (n IS DISTINCT FROM -n)",
];

/// Saved as whole files.
pub const SAVED: [&str; 5] = [
    "SELECT s, count(*) AS c FROM t JOIN u ON t.n = u.n WHERE u.m > 1 GROUP BY s ORDER BY c LIMIT 2",
    "SELECT kind, sum(n) FROM p GROUP BY kind",
    "SELECT n FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.m = t.n)",
    "COPY (SELECT n FROM t) TO '{folder}/out.csv' STORED AS CSV",
    "CREATE EXTERNAL TABLE x (n BIGINT) STORED AS CSV LOCATION '{folder}/t.csv' \
     OPTIONS ('aws.secret_access_key' 'very secret')",
];
