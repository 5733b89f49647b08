import { join } from 'node:path';
import { z } from 'zod';
import { readerOptions } from '../../../shared/table';
import { documentId, layout, queryTab } from '../../../shared/workspace';
import { JsonFile } from '../../storage/jsonFile';

/** The window's state. `save` counts the full writes; a journal belongs to one of them. */
const storedWindow = z.object({
  tabs: z.array(queryTab),
  activeTab: documentId.nullable(),
  layout,
  save: z.number().int().min(0).optional(),
});
export type StoredWindow = z.infer<typeof storedWindow>;

const missed = z.number().int();

/** Missing if there are none, and in files of earlier versions. */
const options = readerOptions.optional();

/**
 * How a table is restored. `missed` counts the starts at which that failed.
 *
 * | kind | made by |
 * |---|---|
 * | `file` | opening a path |
 * | `sample` | opening a file of the installed product |
 * | `statement` | running its CREATE VIEW or CREATE EXTERNAL TABLE |
 * | `memory` | nothing: its rows are lost, which is reported once |
 */
const tableEntry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), name: z.string(), path: z.string(), missed, options }),
  z.object({ kind: z.literal('sample'), name: z.string(), file: z.string(), missed, options }),
  z.object({ kind: z.literal('statement'), name: z.string(), sql: z.string(), missed }),
  z.object({ kind: z.literal('memory'), name: z.string(), missed }),
]);
export type TableEntry = z.infer<typeof tableEntry>;

/** The files of one workspace's folder. */
export function workspaceFiles(folder: string) {
  return {
    window: new JsonFile(join(folder, 'window.json'), 1, storedWindow),
    tables: new JsonFile(join(folder, 'tables.json'), 1, z.array(tableEntry)),
  };
}
