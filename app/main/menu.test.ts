import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, test } from 'vitest';
import { acceleratorOf } from '../shared/commands/chord';
import { COMMAND_IDS, type CommandId, commandOf, keysOf, MENUS } from '../shared/commands/registry';
import { menuTemplate } from './menu';

type Item = MenuItemConstructorOptions;

describe.each(['darwin', 'linux', 'win32'] as const)('the menu on %s', (platform) => {
  const mac = platform === 'darwin';
  const chosen: CommandId[] = [];
  const template = menuTemplate(platform, { choose: (command) => chosen.push(command) });
  const items = flatten(template);

  test('offers every command once, in its menu, under its title and with its keys', () => {
    for (const menu of MENUS) {
      const inMenu = flatten(template.filter(({ label }) => label === menu));
      const commands = inMenu.filter(({ id }) => id);
      expect(commands.map(({ id }) => id).sort()).toEqual(
        COMMAND_IDS.filter((id) => commandOf(id).menu === menu).sort(),
      );
      for (const { id, label, accelerator } of commands) {
        const [first] = keysOf(id as CommandId, mac);
        expect([label, accelerator]).toEqual([
          commandOf(id as CommandId).title,
          first && acceleratorOf(first),
        ]);
      }
    }
  });

  test('sends the command of each item that has no role of Electron', () => {
    chosen.length = 0;
    for (const item of items) if (item.id) item.click?.({} as never, undefined as never, {} as never);
    expect([...chosen].sort()).toEqual(COMMAND_IDS.filter((id) => !commandOf(id).role).sort());
  });

  test('has no shortcut twice', () => {
    const meant = items.flatMap(({ accelerator }) =>
      accelerator ? [String(accelerator).replace('CmdOrCtrl', mac ? 'Cmd' : 'Ctrl')] : [],
    );
    expect(meant).toEqual([...new Set(meant)]);
  });

  test('also zooms by the keys without Shift and by the number pad, without listing them', () => {
    const hidden = items.filter((item) => item.visible === false);
    expect(hidden.map(({ role, accelerator }) => [role, accelerator])).toEqual([
      ['resetZoom', 'CmdOrCtrl+num0'],
      ['zoomIn', 'CmdOrCtrl+='],
      ['zoomIn', 'CmdOrCtrl+numadd'],
      ['zoomOut', 'CmdOrCtrl+numsub'],
    ]);
    expect(hidden.every((item) => item.acceleratorWorksWhenHidden)).toBe(true);
  });

  test('has no item without an effect', () => {
    const idle = items.filter(
      (item) => item.type !== 'separator' && !item.role && !item.click && !item.submenu,
    );
    expect(idle).toEqual([]);
  });
});

function flatten(items: Item[]): Item[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flatten(item.submenu) : [])]);
}
