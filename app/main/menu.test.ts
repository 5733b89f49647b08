import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, test } from 'vitest';
import { events, type MenuCommand } from '../shared/ipc/contract';
import { menuTemplate } from './menu';

const commands: readonly MenuCommand[] = events['menu:chosen'].shape.command.options;

describe.each(['darwin', 'linux', 'win32'] as const)('the menu on %s', (platform) => {
  const chosen: MenuCommand[] = [];
  const items = flatten(
    menuTemplate(platform, { choose: (command) => chosen.push(command), showLog: () => {} }),
  );

  test('has no shortcut twice', () => {
    const shortcuts = items.flatMap((item) => (item.accelerator ? [String(item.accelerator)] : []));
    const meant = shortcuts.map((shortcut) =>
      shortcut.replace('CmdOrCtrl', platform === 'darwin' ? 'Cmd' : 'Ctrl'),
    );
    expect(meant).toEqual([...new Set(meant)]);
  });

  test('offers every command of the contract once, and each item sends its own', () => {
    chosen.length = 0;
    for (const item of items) if (item.id) item.click?.({} as never, undefined as never, {} as never);
    expect([...chosen].sort()).toEqual([...commands].sort());
  });

  test('zooms by the keys without Shift and by the number pad, too, without listing them', () => {
    const hidden = items.filter((item) => item.visible === false);
    expect(hidden.map(({ role, accelerator }) => [role, accelerator])).toEqual([
      ['zoomIn', 'CmdOrCtrl+='],
      ['zoomIn', 'CmdOrCtrl+numadd'],
      ['zoomOut', 'CmdOrCtrl+numsub'],
      ['resetZoom', 'CmdOrCtrl+num0'],
    ]);
    expect(hidden.every((item) => item.acceleratorWorksWhenHidden)).toBe(true);
  });

  test('has nothing that does nothing', () => {
    const idle = items.filter(
      (item) => item.type !== 'separator' && !item.role && !item.click && !item.submenu,
    );
    expect(idle).toEqual([]);
  });
});

function flatten(items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flatten(item.submenu) : [])]);
}
