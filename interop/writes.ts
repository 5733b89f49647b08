/** Statements that write files, of every format, with what is lost of them on the way. */

/** What cannot be written as bytes: our hint, and Python's error. */
interface NoBytes {
  ours?: RegExp;
  theirs?: RegExp;
}

export interface Write {
  name: string;
  select: string;
  /** What follows the target of COPY, or the columns of INSERT's table. */
  stored: string;
  /** The same for what is left of it in Python's logical plans, in both engines. */
  logicalLeft?: string;
  /** The same for Python's physical plans. */
  physicalLeft?: string;
  physical?: NoBytes;
}

const flat = 'select id, word, price, code from parquet where id < 4 order by id';
const nested = 'select id, word, price, list, code from parquet where id < 4 order by id';
const dates = `select id, day, arrow_cast(day, 'Date64') as moment, stamp, utc, berlin,
    stamp + interval '1 millisecond' as finer, stamp + interval '1 nanosecond' as finest,
    arrow_cast('01:02:03', 'Time32(Second)') as seconds, arrow_cast('01:02:03.000004', 'Time64(Microsecond)') as micros
  from parquet where id in (3, 4) order by id`;

const options = (given: Record<string, string>) =>
  `OPTIONS (${Object.entries(given).map(([key, value]) => `'format.${key}' '${value}'`)})`;

/** Python's logical COPY to CSV comes back without its options and with quotes around everything. */
const quoted = `STORED AS CSV ${options({ quote_style: 'always' })}`;

const formatted = {
  date_format: '%d.%m.%Y',
  datetime_format: '%Y/%m/%d',
  timestamp_format: '%H:%M %d.%m.%Y',
  time_format: '%H.%M',
};

/** Physical plans have no operator that writes Arrow files. */
const noArrow: NoBytes = { ours: /has no DataSinkExec/, theirs: /Unsupported plan/ };

export const copies: Write[] = [
  { name: 'CSV', select: flat, stored: 'STORED AS CSV', logicalLeft: quoted },
  {
    name: 'CSV with options',
    select: flat,
    stored: `STORED AS CSV ${options({ has_header: 'false', delimiter: ';', null_value: 'none', quote_style: 'nonnumeric' })}`,
    logicalLeft: quoted,
  },
  ...['gzip', 'bzip2', 'xz', 'zstd'].map((compression) => ({
    name: `CSV, ${compression}`,
    select: flat,
    stored: `STORED AS CSV ${options({ compression })}`,
    logicalLeft: quoted,
  })),
  {
    name: 'CSV by partitions',
    select: flat,
    stored: 'STORED AS CSV PARTITIONED BY (code)',
    logicalLeft: quoted.replace('OPTIONS', 'PARTITIONED BY (code) OPTIONS'),
  },
  { name: 'dates and times as CSV', select: dates, stored: 'STORED AS CSV', logicalLeft: quoted },
  {
    name: 'dates and times as CSV with formats',
    select: dates,
    stored: `STORED AS CSV ${options(formatted)}`,
    logicalLeft: quoted,
  },
  {
    name: 'times with a zone as CSV with a format',
    select: dates,
    stored: `STORED AS CSV ${options({ ...formatted, timestamp_tz_format: '%H:%M %z' })}`,
    logicalLeft: quoted,
    physicalLeft: `STORED AS CSV ${options(formatted)}`,
    physical: { ours: /timestamp_tz_format/ },
  },
  { name: 'dates and times as JSON', select: dates, stored: 'STORED AS JSON' },
  { name: 'JSON', select: nested, stored: 'STORED AS JSON' },
  ...['gzip', 'bzip2', 'xz', 'zstd'].map((compression) => ({
    name: `JSON, ${compression}`,
    select: nested,
    stored: `STORED AS JSON ${options({ compression })}`,
    logicalLeft: 'STORED AS JSON',
  })),
  { name: 'Parquet', select: nested, stored: 'STORED AS PARQUET' },
  { name: 'dates and times as Parquet', select: dates, stored: 'STORED AS PARQUET' },
  {
    name: 'Parquet with options',
    select: nested,
    stored: `STORED AS PARQUET ${options({ compression: 'snappy', max_row_group_size: '2' })}`,
    logicalLeft: 'STORED AS PARQUET',
  },
  { name: 'Arrow', select: nested, stored: 'STORED AS ARROW', physical: noArrow },
];

const flatColumns = 'id BIGINT, word VARCHAR, price DECIMAL(12, 2), code VARCHAR';
const dateColumns = `id BIGINT, day DATE, moment TIMESTAMP, stamp TIMESTAMP, utc TIMESTAMP WITH TIME ZONE,
  berlin TIMESTAMP WITH TIME ZONE, finer TIMESTAMP, finest TIMESTAMP, seconds TIME, micros TIME`;

export const inserts: Write[] = [
  { name: 'CSV', select: flat, stored: `(${flatColumns}) STORED AS CSV` },
  {
    name: 'CSV with options',
    select: flat,
    stored: `(${flatColumns}) STORED AS CSV ${options({ has_header: 'false', delimiter: ';' })}`,
  },
  { name: 'dates and times as CSV', select: dates, stored: `(${dateColumns}) STORED AS CSV` },
  {
    name: 'CSV, gzip',
    select: flat,
    stored: `(${flatColumns}) STORED AS CSV ${options({ compression: 'gzip' })}`,
  },
  { name: 'JSON', select: flat, stored: `(${flatColumns}) STORED AS JSON` },
  { name: 'Parquet', select: flat, stored: `(${flatColumns}) STORED AS PARQUET` },
  { name: 'Arrow', select: flat, stored: `(${flatColumns}) STORED AS ARROW`, physical: noArrow },
  {
    name: 'VALUES as CSV',
    select: "values (1, 'a', 2.5, null), (2, null, 0.25, 'b')",
    stored: `(${flatColumns}) STORED AS CSV`,
  },
];
