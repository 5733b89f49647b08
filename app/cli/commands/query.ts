import { isOutputOption, parseRowOutput, rowOutputOptions } from '../args/rowOutput';
import { parseSources, sourceOptions } from '../args/sources';
import type { Command } from '../command';
import { exitCode } from '../exitCode';
import { readSql } from '../input';
import { writeRows } from '../output/rows';
import { openTables, withSession } from '../session';

/** `--opt` is for tables and for the output. */
const options = [...sourceOptions, ...rowOutputOptions].map((option) =>
  option.name === 'opt'
    ? {
        ...option,
        value: '[NAME.]KEY=VALUE',
        help: `${option.help};\nwithout NAME. an option of the output format, such as\ncompression=zstd or partition_by=year; see docs/cli.md`,
      }
    : option,
);

export const query: Command = {
  words: ['query'],
  brief: 'run SQL, write rows',
  usage: 'planarium query [options] (-e SQL | FILE.sql | -)',
  summary:
    "Run SQL and write the rows of its last statement. A file can also be named in the\nSQL itself: SELECT * FROM 'trips.parquet'. - reads the SQL from standard input.",
  options,
  notes: [
    'Examples:\n  planarium query -t trips=data/*.parquet -e "SELECT count(*) FROM trips"\n  planarium query -t trips=data/*.parquet -e "SELECT * FROM trips" -o trips.xlsx',
  ],

  async run(args, host, quote) {
    const sources = parseSources(args, isOutputOption);
    const output = parseRowOutput(args, host.stdout.isTerminal);
    const sql = await readSql(sources.sql, host);
    quote(sql);
    await withSession(sources.settings, async (engine) => {
      await openTables(engine, sources.tables, host.signal);
      await writeRows(engine, sql.text, output, host);
    });
    return exitCode.ok;
  },
};
