import { basename, dirname, join } from 'node:path';
import type { AppError } from '../../../shared/errors';
import type { TableInfo } from '../../../shared/table';
import type { Engine } from '../../engine/engine';
import { runDefinition } from '../definition';
import { openOptions } from '../openOptions';
import { toAppError } from '../serviceError';
import type { TableEntry } from './files';

/** How many files are opened at the same time. */
const OPEN_AT_ONCE = 4;

/** A table that could not be restored, and why. */
export interface Lost {
  entry: TableEntry;
  error: AppError;
}

/** How to restore each table. */
export function remember(tables: readonly TableInfo[], samplesFolder: string): TableEntry[] {
  return tables.map(({ name, origin, path, definition, options }) => {
    if (origin === 'file' && path) {
      const opened = Object.keys(options).length > 0 ? { options } : {};
      return dirname(path) === samplesFolder
        ? { kind: 'sample', name, file: basename(path), missed: 0, ...opened }
        : { kind: 'file', name, path, missed: 0, ...opened };
    }
    if (definition) return { kind: 'statement', name, sql: definition, missed: 0 };
    return { kind: 'memory', name, missed: 0 };
  });
}

/** Restores the tables, files first; returns those that failed. */
export async function restore(
  engine: Engine,
  entries: readonly TableEntry[],
  samplesFolder: string,
): Promise<Lost[]> {
  const files = entries.filter((entry) => entry.kind === 'file' || entry.kind === 'sample');
  const statements = entries.filter((entry) => entry.kind === 'statement');
  const memory = entries.filter((entry) => entry.kind === 'memory');
  return [
    ...(await restoreFiles(engine, files, samplesFolder)),
    ...(await restoreStatements(engine, statements)),
    ...memory.map((entry) => ({ entry, error: goneWithTheSession(entry.name) })),
  ];
}

async function restoreFiles(
  engine: Engine,
  entries: readonly (TableEntry & { kind: 'file' | 'sample' })[],
  samplesFolder: string,
): Promise<Lost[]> {
  const lost: Lost[] = [];
  const rest = entries.values();
  const lane = async () => {
    for (const entry of rest) {
      const path = entry.kind === 'file' ? entry.path : join(samplesFolder, entry.file);
      try {
        await engine.openFile(path, { name: entry.name, ...openOptions(entry.options ?? {}) });
      } catch (thrown) {
        lost.push({ entry, error: toAppError(thrown) });
      }
    }
  };
  await Promise.all(Array.from({ length: OPEN_AT_ONCE }, lane));
  return lost;
}

/**
 * Views may build on each other in any order: those that fail are tried again
 * as long as others succeed.
 */
async function restoreStatements(
  engine: Engine,
  entries: readonly (TableEntry & { kind: 'statement' })[],
): Promise<Lost[]> {
  let waiting = [...entries];
  for (;;) {
    const lost: (Lost & { entry: (typeof waiting)[number] })[] = [];
    for (const entry of waiting) {
      try {
        await runDefinition(engine, entry.sql);
      } catch (thrown) {
        lost.push({ entry, error: toAppError(thrown) });
      }
    }
    if (lost.length === 0 || lost.length === waiting.length) return lost;
    waiting = lost.map(({ entry }) => entry);
  }
}

function goneWithTheSession(name: string): AppError {
  return {
    code: 'table_unknown',
    message: `"${name}" was held in memory and ended with the last session.`,
    hint: 'Run the statement that made it again.',
  };
}
