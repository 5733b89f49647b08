import { z } from 'zod';
import { approval } from '../approval';
import { byteOffset, bytesSummary, wireChildren, wireField } from '../bytes';
import { COMMAND_IDS } from '../commands/registry';
import { appError } from '../errors';
import { planRequest, planSet, planUpdate } from '../plan';
import { planInspection, planKind, replanned, savedPlan } from '../planFile';
import { preflight } from '../preflight';
import { queryId, queryStatus, resultLimits, statementSpan } from '../query';
import {
  findRequest,
  foundMatch,
  foundRows,
  matchRequest,
  viewId,
  viewInfo,
  viewProgress,
  viewRequest,
} from '../resultView';
import { exportedRows, exportProgress, exportRequest } from '../rowExport';
import { setting, settingName } from '../setting';
import { folderContents, readerOptions, tableInfo, tablePreview } from '../table';
import { SQL_LIMIT, workspace, workspaceChange } from '../workspace';

const nothing = z.void();
const sqlText = z.string().max(SQL_LIMIT);
const filePath = z.string().min(1).max(32_767);
const bytes = z.instanceof(Uint8Array);
const bytesId = z.string().uuid();
const sha256 = z.string().length(64);

/** Where a plan comes from: a started query, or SQL that is planned for this request. */
const planSource = z.union([z.object({ queryId }), z.object({ sql: sqlText })]);
export type PlanSource = z.infer<typeof planSource>;

/** A SQL file with its text. */
const sqlFile = z.object({ path: z.string(), sha256, sql: sqlText });

/** The result of `catalog:open` for each path. */
const openOutcome = z.object({
  tables: z.array(tableInfo),
  failures: z.array(z.object({ path: z.string(), error: appError })),
  /** Paths of saved plans, to be shown as such. */
  plans: z.array(z.string()),
  /** Paths of SQL files, to be opened as queries. */
  queries: z.array(z.string()),
  /** Folders with several tables: not opened, since the user chooses. */
  folders: z.array(folderContents.extend({ path: z.string() })),
});

/**
 * Every request the window may make of the main process. Adding one touches
 * four places: its schemas, this row, the service's method, the handler's row.
 *
 * `holds` marks responses that keep something open until the window closes it. If such a response is
 * not delivered, because its request was cancelled, the router closes it.
 */
export const channels = {
  'app:info': {
    request: nothing,
    response: z.object({
      version: z.string(),
      datafusion: z.string(),
      electron: z.string(),
      cores: z.number().int(),
      memoryLimitBytes: z.number(),
      rowLimit: z.number(),
      byteLimit: z.number(),
      logicalCodecs: z.array(z.string()),
      physicalCodecs: z.array(z.string()),
    }),
  },
  'catalog:list': { request: nothing, response: z.array(tableInfo) },
  /** Opens files as tables; `name` and `options` only with a single path. */
  'catalog:open': {
    request: z.object({
      paths: z.array(filePath).min(1).max(1000),
      name: z.string().min(1).max(1024).optional(),
      options: readerOptions.optional(),
    }),
    response: openOutcome,
  },
  /** Reads the first rows of a path as a table with `options` would; opens nothing. */
  'catalog:preview': {
    request: z.object({
      path: filePath,
      name: z.string().min(1).max(1024).optional(),
      options: readerOptions,
    }),
    response: tablePreview,
  },
  /** Reopens the files of a table with other options; on failure the table does not change. */
  'catalog:reopen': {
    request: z.object({ name: z.string().min(1).max(1024), options: readerOptions }),
    response: tableInfo,
  },
  /** Asks for files or a folder in a dialog, then opens them; empty outcome when the dialog is dismissed. */
  'catalog:pick': { request: z.object({ what: z.enum(['files', 'folder']) }), response: openOutcome },
  'catalog:remove': { request: z.object({ name: z.string() }), response: nothing },
  /** Runs the one CREATE VIEW or CREATE EXTERNAL TABLE that a removed table was made by. */
  'catalog:define': { request: z.object({ sql: sqlText }), response: nothing },
  'query:statements': { request: z.object({ sql: sqlText }), response: z.array(statementSpan) },
  'query:start': {
    request: z.object({ sql: sqlText, limits: resultLimits.optional() }),
    response: z.object({ queryId }),
    holds: 'query',
  },
  'query:status': { request: z.object({ queryId }), response: queryStatus },
  /**
   * Rows `offset` up to `offset + limit` as one Arrow IPC stream; columns by index, default all. Values
   * above `cellBytes` are cut, which the metadata of their column tells; `pageBytes` bounds all values:
   * they are cut shorter, or where none is cut the page ends early. With `viewId` the rows of that view.
   */
  'query:page': {
    request: z.object({
      queryId,
      viewId: viewId.optional(),
      offset: z.number().int().min(0),
      limit: z.number().int().min(1).max(10_000),
      columns: z.array(z.number().int().min(0)).max(10_000).optional(),
      cellBytes: z.number().int().min(1).optional(),
      pageBytes: z.number().int().min(1).optional(),
    }),
    response: bytes,
  },
  /**
   * Lets a result have so much more than it has now, and a paused query go on. Does nothing once the
   * query ended.
   */
  'query:more': { request: resultLimits.extend({ queryId }), response: nothing },
  /** Idempotent. */
  'query:cancel': { request: z.object({ queryId }), response: nothing },
  /** Frees the rows; idempotent. */
  'query:close': { request: z.object({ queryId }), response: nothing },
  /** The plans of a started query, as changes since the window's previous request. */
  'query:plan': { request: planRequest.extend({ queryId }), response: planUpdate },
  /**
   * Asks where, then writes rows of a started query; `rows:progressed` reports the progress. Null when
   * the dialog is dismissed.
   */
  'rows:export': { request: exportRequest, response: exportedRows.nullable() },
  /** Sorts and filters the rows that the result has now; the query does not run again. */
  'rows:view': {
    request: viewRequest.extend({ queryId }),
    response: viewInfo,
    holds: 'view',
  },
  /** Idempotent. */
  'rows:closeView': { request: z.object({ queryId, viewId }), response: nothing },
  /** Finds the rows that hold a text. It replaces the search before; case is ignored. */
  'rows:find': { request: findRequest.extend({ queryId }), response: foundRows },
  /** The next or previous row that was found, after the last the first; null when there is none. */
  'rows:match': { request: matchRequest.extend({ queryId }), response: foundMatch.nullable() },
  /** How far the view or search is that was begun last; null before the first. */
  'rows:progress': { request: z.object({ queryId }), response: viewProgress.nullable() },
  'plan:explain': { request: z.object({ sql: sqlText }), response: planSet },
  /** Findings that prevent or weaken saving the plan. */
  'plan:check': { request: z.object({ source: planSource }), response: preflight },
  /**
   * Asks where, then writes a `.dfplan` with every stage up to `stage`, by default all; null when
   * the dialog is dismissed. `redact` leaves credentials out instead of refusing;
   * `embedMemoryTables` includes the rows of tables in memory.
   */
  'plan:save': {
    request: z.object({
      source: planSource,
      suggestedName: z.string().max(200),
      stage: planKind.optional(),
      redact: z.boolean().optional(),
      embedMemoryTables: z.boolean().optional(),
    }),
    response: savedPlan.nullable(),
  },
  /** Asks where, then writes the plan's protobuf bytes. */
  'plan:export': {
    request: z.object({ source: planSource, kind: planKind, suggestedName: z.string().max(200) }),
    response: z.object({ path: z.string(), bytes: z.number() }).nullable(),
  },
  /** Asks for a saved plan, which is not read yet; null when the dialog is dismissed. */
  'plan:pick': { request: nothing, response: filePath.nullable() },
  'plan:inspect': {
    request: z.object({ path: filePath, kind: planKind.optional() }),
    response: planInspection,
  },
  /** Runs what `plan:inspect` showed, after the user agreed. */
  'plan:run': {
    request: z.object({
      path: filePath,
      kind: planKind,
      sha256,
      allowChanged: z.boolean(),
      /** Without it a plan that writes runs only if it is approved. */
      allowWrite: z.boolean().optional(),
      /** Approve these bytes permanently. */
      remember: z.boolean().optional(),
      /** Run the plan that `plan:replan` showed under this SHA-256. */
      replanned: sha256.optional(),
      limits: resultLimits.optional(),
    }),
    response: z.object({ queryId }),
    holds: 'query',
  },
  /** Re-plans the SQL of the file, after the user agreed: that reads the tables it names. */
  'plan:replan': { request: z.object({ path: filePath, kind: planKind }), response: replanned },
  /** Reads a SQL file. The text has no byte order mark. */
  'sql:read': { request: z.object({ path: filePath }), response: sqlFile },
  /**
   * Writes a SQL file, replacing it as a whole. Without `path` a dialog asks where; null if it is
   * dismissed. With `expected`, a file with other bytes is not replaced: `file_changed`.
   */
  'sql:write': {
    request: z.object({
      sql: sqlText,
      path: filePath.optional(),
      expected: sha256.optional(),
      suggestedName: z.string().max(200),
    }),
    response: sqlFile.omit({ sql: true }).nullable(),
  },
  /** Gives the file another name in its folder; an existing file is not replaced: `write_failed`. */
  'sql:rename': {
    request: z.object({ path: filePath, name: z.string().min(1).max(255) }),
    response: z.object({ path: z.string() }),
  },
  /** The files to watch for changes from now on, instead of those before. */
  'sql:watch': { request: z.object({ paths: z.array(filePath).max(1000) }), response: nothing },
  /** All settings of DataFusion, by name. */
  'settings:list': { request: nothing, response: z.array(setting) },
  /** Gives a setting a value, or with null its default, for this session and the next ones of the workspace. */
  'settings:set': {
    request: z.object({ name: settingName, value: z.string().max(10_000).nullable() }),
    response: setting,
  },
  /** Plans that are approved to write, the newest first. */
  'approvals:list': { request: nothing, response: z.array(approval) },
  /** Idempotent. */
  'approvals:revoke': { request: z.object({ sha256 }), response: nothing },
  /** The bytes of a saved plan, even if it cannot be decoded; open until closed. */
  'bytes:open': {
    request: z.object({ path: filePath, kind: planKind.optional() }),
    response: z.object({ bytesId, summary: bytesSummary }),
    holds: 'bytes',
  },
  /** Fewer bytes where they end. */
  'bytes:slice': {
    request: z.object({ bytesId, start: byteOffset, length: z.number().int().min(1).max(65_536) }),
    response: bytes,
  },
  /** Fields of the message at `path`: the start of each field on the way to it. */
  'bytes:children': {
    request: z.object({
      bytesId,
      path: z.array(byteOffset).max(10_000),
      from: z.number().int().min(0),
      limit: z.number().int().min(1).max(1000),
    }),
    response: wireChildren,
  },
  /** The innermost field that contains these bytes, with the fields around it, outermost first. */
  'bytes:locate': {
    request: z.object({ bytesId, start: byteOffset, end: byteOffset }),
    response: z.array(wireField),
  },
  /** The next occurrence of `pattern`, from `from` on and then from the start. */
  'bytes:find': {
    request: z.object({ bytesId, pattern: bytes, from: byteOffset }),
    response: byteOffset.nullable(),
  },
  /** Idempotent. */
  'bytes:close': { request: z.object({ bytesId }), response: nothing },
  'workspace:load': { request: nothing, response: workspace },
  /** The changes since the last one; `invalid_request` if they do not fit the stored state, so that the window sends all. */
  'workspace:save': { request: workspaceChange, response: nothing },
  /** Shows a saved file in the system's file manager; only paths this process wrote or opened. */
  'shell:reveal': { request: z.object({ path: filePath }), response: nothing },
} as const;

/** Events that the main process sends to the window. */
export const events = {
  'query:progressed': queryStatus,
  'catalog:changed': z.array(tableInfo),
  'rows:progressed': exportProgress,
  /** Saving the workspace began to fail, fails for another reason, or works again (null). */
  'saving:changed': appError.nullable(),
  /** A watched file of SQL was changed or removed by another program. */
  'sql:changed': z.object({ path: z.string() }),
  /** A file came from outside: the command line, the system's file manager, the menu. */
  'files:opened': openOutcome,
  'menu:chosen': z.object({ command: z.enum(COMMAND_IDS) }),
  'engine:memoryChanged': z.object({
    memoryBytes: z.number(),
    memoryLimitBytes: z.number(),
    spilledBytes: z.number(),
  }),
  'app:failed': appError,
} as const;

export type Channel = keyof typeof channels;
export type Request<C extends Channel> = z.infer<(typeof channels)[C]['request']>;
export type Response<C extends Channel> = z.infer<(typeof channels)[C]['response']>;
/** Channels whose responses keep something open. */
export type HoldingChannel = {
  [C in Channel]: (typeof channels)[C] extends { holds: string } ? C : never;
}[Channel];
export type EventName = keyof typeof events;
export type EventPayload<E extends EventName> = z.infer<(typeof events)[E]>;
export type OpenOutcome = z.infer<typeof openOutcome>;
