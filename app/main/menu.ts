import type { MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '../shared/ipc/contract';

type Item = MenuItemConstructorOptions;

const separator: Item = { type: 'separator' };

export interface MenuActions {
  /** Passes a command to the window. */
  choose(command: MenuCommand): void;
  showLog(): void;
}

/** The application menu in the order and with the roles that each system's users expect. */
export function menuTemplate(platform: NodeJS.Platform, { choose, showLog }: MenuActions): Item[] {
  const mac = platform === 'darwin';
  const command = (label: string, name: MenuCommand, accelerator?: string, more: Item = {}): Item => ({
    id: name,
    label,
    click: () => choose(name),
    ...(accelerator && { accelerator }),
    ...more,
  });
  /** For shortcuts that the editor and other fields answer themselves: shown here, not taken from it. */
  const shownOnly: Item = { registerAccelerator: false };

  /** Another shortcut for what an item of the menu does. */
  const also = (role: Item['role'] & string, accelerator: string): Item => ({
    role,
    accelerator,
    visible: false,
    acceleratorWorksWhenHidden: true,
  });

  const file: Item[] = [
    command('New query', 'tab.new', 'CmdOrCtrl+T'),
    command('Open data files…', 'file.open', 'CmdOrCtrl+O'),
    command('Open folder…', 'folder.open'),
    command('Open plan…', 'plan.open', 'CmdOrCtrl+Shift+O'),
    separator,
    command('Save plan…', 'plan.save', 'CmdOrCtrl+S'),
    {
      label: 'Export plan bytes',
      submenu: [
        command('Logical plan…', 'plan.export.logical'),
        command('Optimized logical plan…', 'plan.export.optimized'),
        command('Physical plan…', 'plan.export.physical'),
      ],
    },
    separator,
    command('Settings…', 'settings.open', 'CmdOrCtrl+,'),
    separator,
    command('Close tab', 'tab.close', 'CmdOrCtrl+W'),
    ...(mac ? [] : [separator, { role: 'quit' } as Item]),
  ];

  const edit: Item[] = [
    command('Undo', 'edit.undo', 'CmdOrCtrl+Z', shownOnly),
    command('Redo', 'edit.redo', mac ? 'Shift+Cmd+Z' : 'Ctrl+Y', shownOnly),
    separator,
    { role: 'cut' },
    { role: 'copy' },
    { role: 'paste' },
    command('Select all', 'edit.selectAll', 'CmdOrCtrl+A', shownOnly),
    separator,
    command('Find in query', 'edit.find', 'CmdOrCtrl+F', shownOnly),
  ];

  const query: Item[] = [
    command('Run', 'query.run', 'CmdOrCtrl+Enter', shownOnly),
    command('Explain', 'query.explain', 'CmdOrCtrl+Shift+Enter'),
    command('Cancel', 'query.cancel', 'CmdOrCtrl+.'),
  ];

  const view: Item[] = [
    command('Results', 'view.results', 'CmdOrCtrl+1'),
    command('Plan', 'view.plan', 'CmdOrCtrl+2'),
    command('Messages', 'view.messages', 'CmdOrCtrl+3'),
    command('Side bar', 'view.sidebar', 'CmdOrCtrl+B'),
    separator,
    command('Next tab', 'tab.next', 'Ctrl+Tab'),
    command('Previous tab', 'tab.previous', 'Ctrl+Shift+Tab'),
    separator,
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    // The plus is above the equals sign, or on the number pad: with either key people mean it.
    also('zoomIn', 'CmdOrCtrl+='),
    also('zoomIn', 'CmdOrCtrl+numadd'),
    also('zoomOut', 'CmdOrCtrl+numsub'),
    also('resetZoom', 'CmdOrCtrl+num0'),
    { role: 'togglefullscreen' },
    separator,
    { role: 'toggleDevTools' },
  ];

  const help: Item[] = [
    { label: 'Show log file', click: showLog },
    ...(mac ? [] : [separator, { role: 'about' } as Item]),
  ];

  return [
    ...(mac ? [{ role: 'appMenu' } as Item] : []),
    { label: 'File', submenu: file },
    { label: 'Edit', submenu: edit },
    { label: 'Query', submenu: query },
    { label: 'View', submenu: view },
    ...(mac ? [{ role: 'windowMenu' } as Item] : []),
    { label: 'Help', role: 'help', submenu: help },
  ];
}
