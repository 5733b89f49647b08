import { z } from 'zod';
import { appError } from './errors';
import { resultLimits } from './query';

/** Maximum length of a SQL text, in UTF-16 code units. */
export const SQL_LIMIT = 4 * 1024 * 1024;

export const documentId = z.string().min(1).max(64);

/** The file that a query is saved to. */
export const queryFile = z.object({
  /** Absolute. */
  path: z.string().min(1).max(32_767),
  /** SHA-256 of the file's bytes when it was last read or written, in hexadecimal digits. */
  sha256: z.string().length(64),
  /** Whether the text was changed since. */
  edited: z.boolean(),
});
export type QueryFile = z.infer<typeof queryFile>;

/** A query that a tab shows; `id` names the document. */
export const queryTab = z.object({
  id: documentId,
  title: z.string().min(1).max(200),
  sql: z.string().max(SQL_LIMIT),
  /** Missing for a query that only the workspace holds. */
  file: queryFile.optional(),
});
export type QueryTab = z.infer<typeof queryTab>;

export const savedQuery = z.object({ name: z.string().min(1).max(200), sql: z.string() });
export type SavedQuery = z.infer<typeof savedQuery>;

/** The panes below the editor. */
export const PANES = ['results', 'plan', 'messages'] as const;
export type PaneId = (typeof PANES)[number];

/** Earlier versions wrote 0 and 1. */
const flag = z.union([z.boolean(), z.number().transform((stored) => stored !== 0)]);

/** How the window is divided, and what was set for it. What is missing or does not fit takes its default: it is no reason to refuse the rest. */
export const layout = z.object({
  sideBarOpen: flag.optional().catch(undefined),
  /** In pixels. */
  sideBarWidth: z.number().min(1).max(10_000).optional().catch(undefined),
  /** The editor's share of the height, in percent. */
  editorShare: z.number().min(0).max(100).optional().catch(undefined),
  /** The visible pane. */
  pane: z.enum(PANES).optional().catch(undefined),
  /** How many rows a result may have before its query pauses. */
  resultLimits: resultLimits.optional().catch(undefined),
});
export type Layout = z.infer<typeof layout>;

/**
 * A change of one text: the range from `start` to `end` is replaced by `text`. `length` is the length
 * before, so that a change of another text is detected. All in UTF-16 code units.
 */
export const textChange = z.object({
  start: z.number().int().min(0),
  end: z.number().int().min(0),
  text: z.string().max(SQL_LIMIT),
  length: z.number().int().min(0),
});
export type TextChange = z.infer<typeof textChange>;

/** The window's current state. A tab without `sql` has the text that was sent last. */
export const workspaceChange = z.object({
  tabs: z
    .array(queryTab.omit({ sql: true }).extend({ sql: z.union([queryTab.shape.sql, textChange]).optional() }))
    .max(1000),
  activeTab: documentId.nullable(),
  layout,
});
export type WorkspaceChange = z.infer<typeof workspaceChange>;

/** The state that the window restores after a restart. */
export const workspace = z.object({
  name: z.string(),
  /** True for the workspace that ships with the product. */
  sample: z.boolean(),
  tabs: z.array(queryTab),
  activeTab: documentId.nullable(),
  queries: z.array(savedQuery),
  layout,
  /** Tables or files that could not be restored, one sentence each. */
  notes: z.array(z.string()),
  /** Why changes are currently not saved; null if they are. */
  unsaved: appError.nullable(),
});
export type Workspace = z.infer<typeof workspace>;
