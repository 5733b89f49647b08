import type { MenuItemConstructorOptions } from 'electron';
import { acceleratorOf } from '../shared/commands/chord';
import { type CommandId, commandOf, keysOf, type MENUS } from '../shared/commands/registry';

type Item = MenuItemConstructorOptions;
type Menu = (typeof MENUS)[number];

/** A command, a role of Electron, or a submenu. */
type Entry = CommandId | Item | { label: string; commands: readonly CommandId[] };

export interface MenuActions {
  /** Runs a command. */
  choose(command: CommandId): void;
}

const separator: Item = { type: 'separator' };

/** The contents of the menus, in the order that users of each system expect. */
function entries(mac: boolean): Record<Menu, Entry[]> {
  return {
    File: [
      'tab.new',
      'file.open',
      'folder.open',
      'plan.open',
      separator,
      'query.save',
      'query.saveAs',
      separator,
      'rows.export',
      separator,
      'plan.save',
      {
        label: 'Export plan bytes',
        commands: ['plan.export.logical', 'plan.export.optimized', 'plan.export.physical'],
      },
      separator,
      'settings.open',
      separator,
      'tab.close',
      'tab.reopen',
      ...(mac ? [] : [separator, { role: 'quit' } as Item]),
    ],
    Edit: [
      'edit.undo',
      'edit.redo',
      separator,
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      'edit.selectAll',
      separator,
      'edit.find',
    ],
    Query: ['query.run', 'query.explain', 'query.cancel'],
    View: [
      'palette.open',
      separator,
      'view.results',
      'view.plan',
      'view.messages',
      'view.sidebar',
      separator,
      'tab.next',
      'tab.previous',
      'region.next',
      'region.previous',
      separator,
      'zoom.reset',
      'zoom.in',
      'zoom.out',
      'window.fullscreen',
      separator,
      'window.devTools',
    ],
    Help: ['help.shortcuts', 'help.log', ...(mac ? [] : [separator, { role: 'about' } as Item])],
  };
}

/** The application menu. */
export function menuTemplate(platform: NodeJS.Platform, { choose }: MenuActions): Item[] {
  const mac = platform === 'darwin';

  /** The item of a command; additional keys of Electron's roles need separate hidden items. */
  const items = (id: CommandId): Item[] => {
    const { title, role, keysOfFields } = commandOf(id);
    const [first, ...more] = keysOf(id, mac).map(acceleratorOf);
    const shown = { id, label: title, ...(first && { accelerator: first }) };
    if (!role) {
      // A key that text fields handle themselves is shown here, but not registered.
      return [{ ...shown, click: () => choose(id), ...(keysOfFields && { registerAccelerator: false }) }];
    }
    const hidden = { role, visible: false, acceleratorWorksWhenHidden: true };
    return [{ ...shown, role }, ...more.map((accelerator) => ({ ...hidden, accelerator }))];
  };

  const menu = (all: readonly Entry[]): Item[] =>
    all.flatMap((entry) => {
      if (typeof entry === 'string') return items(entry);
      if (!('commands' in entry)) return entry;
      return { label: entry.label, submenu: entry.commands.flatMap(items) };
    });

  const { File, Edit, Query, View, Help } = entries(mac);
  return [
    ...(mac ? [{ role: 'appMenu' } as Item] : []),
    { label: 'File', submenu: menu(File) },
    { label: 'Edit', submenu: menu(Edit) },
    { label: 'Query', submenu: menu(Query) },
    { label: 'View', submenu: menu(View) },
    ...(mac ? [{ role: 'windowMenu' } as Item] : []),
    { label: 'Help', role: 'help', submenu: menu(Help) },
  ];
}
