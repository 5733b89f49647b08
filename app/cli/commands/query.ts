import { parseRowOutput, rowOutputOptions } from '../args/rowOutput';
import { parseSources, sourceOptions } from '../args/sources';
import type { Command } from '../command';
import { exitCode } from '../exitCode';
import { readSql } from '../input';
import { writeRows } from '../output/rows';
import { openTables, withSession } from '../session';

export const query: Command = {
  words: ['query'],
  brief: 'run SQL, write rows',
  usage: 'planarium query [options] (-e SQL | FILE.sql | -)',
  summary:
    "Run SQL and write the rows of its last statement. A file can also be named in the\nSQL itself: SELECT * FROM 'trips.parquet'. - reads the SQL from standard input.",
  options: [...sourceOptions, ...rowOutputOptions],
  notes: ['Example:\n  planarium query -t trips=data/*.parquet -e "SELECT count(*) FROM trips"'],

  async run(args, host, quote) {
    const sources = parseSources(args);
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
