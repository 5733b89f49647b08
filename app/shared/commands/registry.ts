import type { Chord } from './chord';
import type { Condition } from './conditions';

/** The menus of the window, in order; palette and list of shortcuts group by them. */
export const MENUS = ['File', 'Edit', 'Query', 'View', 'Help'] as const;

/** Parts of the window with their own keys. */
export const SCOPES = {
  tabs: 'Tabs',
  tables: 'Tables',
  results: 'Results',
  find: 'Find in results',
  graph: 'Plan graph',
} as const;

/** A command that the user can run. */
export interface Command {
  /** In menus, tooltips and the palette; ends in `…` where it asks before it acts. */
  title: string;
  menu: (typeof MENUS)[number];
  /** Default keys; the first is shown. */
  keys?: readonly Chord[];
  /** Default keys on a Mac, if different. */
  macKeys?: readonly Chord[];
  /** A second, quieter line. */
  description?: string;
  /** All of them have to be met. */
  when?: readonly Condition[];
  /** Text fields and the editor handle its keys themselves: the keys are shown, but never registered. */
  keysOfFields?: boolean;
  /** Offered in the editor's context menu, too. */
  inEditor?: boolean;
  /** Electron does it, by this role of a menu item. */
  role?: 'zoomIn' | 'zoomOut' | 'resetZoom' | 'togglefullscreen' | 'toggleDevTools';
  /** Done by the main process instead of the window. */
  inMain?: boolean;
}

/** An action of a part of the window; its keys mean something only while that part has the focus. */
interface ScopedKey {
  title: string;
  scope: keyof typeof SCOPES;
  /** Empty where only a menu offers it. */
  keys: readonly Chord[];
}

/**
 * Every command of the application: the only definition of its title, its default keys and when it
 * applies. The application menu (`app/main/menu.ts`), the keys of the window, buttons, tooltips, the
 * editor's context menu, the palette and the list of shortcuts derive from it; what a command does is
 * in `app/renderer/shell/commandHandlers.ts`.
 */
export const COMMANDS = {
  'tab.new': { title: 'New query', menu: 'File', keys: ['Mod+T'] },
  'file.open': { title: 'Open files…', menu: 'File', keys: ['Mod+O'] },
  'folder.open': { title: 'Open folder…', menu: 'File' },
  'plan.open': { title: 'Open plan…', menu: 'File', keys: ['Mod+Shift+O'] },
  'rows.export': {
    title: 'Export rows…',
    menu: 'File',
    keys: ['Mod+Shift+E'],
    description: 'CSV, Parquet, Excel, JSON, Arrow and other files',
    when: ['rows'],
  },
  'query.save': { title: 'Save query', menu: 'File', keys: ['Mod+S'], when: ['query'] },
  'query.saveAs': { title: 'Save query as…', menu: 'File', keys: ['Mod+Shift+S'], when: ['query'] },
  'plan.save': { title: 'Save plan…', menu: 'File', when: ['query'] },
  'plan.export.logical': {
    title: 'Export logical plan…',
    menu: 'File',
    description: 'Bytes of the plan before the optimizer',
    when: ['query'],
  },
  'plan.export.optimized': {
    title: 'Export optimized plan…',
    menu: 'File',
    description: 'Bytes of the logical plan after the optimizer',
    when: ['query'],
  },
  'plan.export.physical': {
    title: 'Export physical plan…',
    menu: 'File',
    description: 'Bytes of the plan that would be executed',
    when: ['query'],
  },
  'settings.open': { title: 'Settings…', menu: 'File', keys: ['Mod+,'] },
  'tab.close': { title: 'Close tab', menu: 'File', keys: ['Mod+W'], when: ['tab'] },
  'tab.reopen': { title: 'Reopen closed tab', menu: 'File', keys: ['Mod+Shift+T'], when: ['closedTab'] },
  'edit.undo': { title: 'Undo', menu: 'Edit', keys: ['Mod+Z'], keysOfFields: true },
  'edit.redo': {
    title: 'Redo',
    menu: 'Edit',
    keys: ['Ctrl+Y'],
    macKeys: ['Mod+Shift+Z'],
    keysOfFields: true,
  },
  'edit.selectAll': { title: 'Select all', menu: 'Edit', keys: ['Mod+A'], keysOfFields: true },
  'edit.find': { title: 'Find in query or results', menu: 'Edit', keys: ['Mod+F'], when: ['query'] },
  'query.run': {
    title: 'Run selection or statement',
    menu: 'Query',
    keys: ['Mod+Enter'],
    when: ['query'],
    inEditor: true,
  },
  'query.explain': {
    title: 'Explain selection or statement',
    menu: 'Query',
    keys: ['Mod+Shift+Enter'],
    when: ['query', 'idle'],
    inEditor: true,
  },
  'query.cancel': { title: 'Cancel run', menu: 'Query', keys: ['Mod+.'], when: ['running'] },
  'palette.open': { title: 'Command palette…', menu: 'View', keys: ['Mod+Shift+P', 'F1'] },
  'view.results': { title: 'Show results', menu: 'View', keys: ['Mod+1'], when: ['tab'] },
  'view.plan': { title: 'Show plan', menu: 'View', keys: ['Mod+2'], when: ['tab'] },
  'view.messages': { title: 'Show messages', menu: 'View', keys: ['Mod+3'], when: ['tab'] },
  'view.sidebar': { title: 'Show or hide side bar', menu: 'View', keys: ['Mod+B'] },
  'tab.next': { title: 'Next tab', menu: 'View', keys: ['Ctrl+Tab', 'Ctrl+PageDown'], when: ['otherTab'] },
  'tab.previous': {
    title: 'Previous tab',
    menu: 'View',
    keys: ['Ctrl+Shift+Tab', 'Ctrl+PageUp'],
    when: ['otherTab'],
  },
  'region.next': { title: 'Focus next part of the window', menu: 'View', keys: ['F6'] },
  'region.previous': { title: 'Focus previous part of the window', menu: 'View', keys: ['Shift+F6'] },
  'zoom.reset': { title: 'Actual size', menu: 'View', keys: ['Mod+0', 'Mod+num0'], role: 'resetZoom' },
  // The plus is above the equals sign, or on the number pad: users press either key for it.
  'zoom.in': { title: 'Zoom in', menu: 'View', keys: ['Mod+Plus', 'Mod+=', 'Mod+numadd'], role: 'zoomIn' },
  'zoom.out': { title: 'Zoom out', menu: 'View', keys: ['Mod+-', 'Mod+numsub'], role: 'zoomOut' },
  'window.fullscreen': { title: 'Toggle full screen', menu: 'View', role: 'togglefullscreen' },
  'window.devTools': { title: 'Toggle developer tools', menu: 'View', role: 'toggleDevTools' },
  'help.shortcuts': { title: 'Keyboard shortcuts', menu: 'Help' },
  'help.log': { title: 'Show log file', menu: 'Help', inMain: true },
} as const satisfies Record<string, Command>;

/** Keys that only have a meaning while a part of the window has the focus. */
export const SCOPED_KEYS = {
  'tab.rename': { title: 'Rename the query', scope: 'tabs', keys: ['F2'] },
  'tab.closeFocused': { title: 'Close the tab', scope: 'tabs', keys: ['Delete'] },
  'table.remove': { title: 'Remove', scope: 'tables', keys: ['Delete'] },
  'grid.copy': { title: 'Copy', scope: 'results', keys: ['Mod+C'] },
  'grid.copyWithHeader': { title: 'Copy with headers', scope: 'results', keys: ['Mod+Shift+C'] },
  'grid.copyCsv': { title: 'Copy as CSV', scope: 'results', keys: [] },
  'grid.copyJson': { title: 'Copy as JSON', scope: 'results', keys: [] },
  'grid.copyMarkdown': { title: 'Copy as Markdown', scope: 'results', keys: [] },
  'grid.copyInList': { title: 'Copy as SQL IN list', scope: 'results', keys: [] },
  'grid.copyInserts': { title: 'Copy as INSERT statement', scope: 'results', keys: [] },
  'grid.showCell': { title: 'Show the whole value', scope: 'results', keys: ['Enter'] },
  'grid.goTo': { title: 'Go to row or column…', scope: 'results', keys: ['Mod+G'] },
  'grid.selectRow': { title: 'Select row', scope: 'results', keys: ['Shift+Space'] },
  'grid.selectColumn': { title: 'Select column', scope: 'results', keys: ['Ctrl+Space'] },
  'grid.columnMenu': { title: 'Menu of the column', scope: 'results', keys: ['Alt+ArrowDown'] },
  'grid.columnLeft': { title: 'Move column left', scope: 'results', keys: ['Alt+ArrowLeft'] },
  'grid.columnRight': { title: 'Move column right', scope: 'results', keys: ['Alt+ArrowRight'] },
  'grid.columnNarrower': { title: 'Narrower column', scope: 'results', keys: ['Alt+Shift+ArrowLeft'] },
  'grid.columnWider': { title: 'Wider column', scope: 'results', keys: ['Alt+Shift+ArrowRight'] },
  'grid.columnFit': { title: 'Fit column to content', scope: 'results', keys: [] },
  'grid.columnPin': { title: 'Pin column', scope: 'results', keys: [] },
  'grid.columnUnpin': { title: 'Unpin column', scope: 'results', keys: [] },
  'grid.columnHide': { title: 'Hide column', scope: 'results', keys: [] },
  'grid.columnGroup': { title: 'Show thousands separators', scope: 'results', keys: [] },
  'grid.columnUngroup': { title: 'Hide thousands separators', scope: 'results', keys: [] },
  'grid.columnName': { title: 'Copy column name', scope: 'results', keys: [] },
  'grid.columns': { title: 'Choose columns…', scope: 'results', keys: [] },
  'grid.columnsReset': { title: 'Reset columns', scope: 'results', keys: [] },
  'find.next': { title: 'Next match', scope: 'find', keys: ['Enter'] },
  'find.previous': { title: 'Previous match', scope: 'find', keys: ['Shift+Enter'] },
  'graph.zoomIn': { title: 'Zoom in', scope: 'graph', keys: ['Plus', '='] },
  'graph.zoomOut': { title: 'Zoom out', scope: 'graph', keys: ['-'] },
  'graph.fit': { title: 'Fit the plan', scope: 'graph', keys: ['0'] },
} as const satisfies Record<string, ScopedKey>;

export type CommandId = keyof typeof COMMANDS;
export type ScopedKeyId = keyof typeof SCOPED_KEYS;

type Spec<Id extends CommandId> = (typeof COMMANDS)[Id];
/** Commands that the window performs: all but those of Electron and of the main process. */
export type WindowCommand = {
  [Id in CommandId]: Spec<Id> extends { role: string } | { inMain: true } ? never : Id;
}[CommandId];

export const COMMAND_IDS = Object.keys(COMMANDS) as CommandId[];
export const WINDOW_COMMANDS = COMMAND_IDS.filter(isWindowCommand);

export function commandOf(id: CommandId): Command {
  return COMMANDS[id];
}

export function isWindowCommand(id: CommandId): id is WindowCommand {
  const { role, inMain } = commandOf(id);
  return !role && !inMain;
}

/** The default keys of a command, the one that is shown first; empty where it has none. */
export function keysOf(id: CommandId, mac: boolean): readonly Chord[] {
  const { keys = [], macKeys } = commandOf(id);
  return (mac && macKeys) || keys;
}
