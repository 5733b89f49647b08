import { chmodSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../main/testing/temporary';
import { lines, run } from './cli';

const repository = resolve(__dirname, '../../..');

/** A program in place of Electron that prints its arguments. */
function electron(): string {
  const path = join(temporaryFolder(), 'electron');
  const script = ['#!/bin/sh', '[ "$1" = -p ] && echo 99.0.0 && exit', 'echo "node=$ELECTRON_RUN_AS_NODE"'];
  writeFileSync(path, [...script, 'for arg; do echo "$arg"; done', 'exit 7', ''].join('\n'));
  chmodSync(path, 0o755);
  return path;
}

describe.skipIf(process.platform !== 'linux')('opening the workbench', () => {
  it('needs a display, and reports that instead of starting Electron', async () => {
    const env = { DISPLAY: undefined, WAYLAND_DISPLAY: undefined, PLANARIUM_ELECTRON: electron() };
    for (const args of [[], [__filename]]) {
      const { code, stdout, stderr } = await run(args, { env });
      expect([code, stdout.toString()]).toEqual([1, '']);
      expect(stderr.split('\n')[0]).toBe(
        'planarium: execution_failed: There is no display to open the workbench on.',
      );
      expect(stderr).toContain('DISPLAY');
    }
  });

  it('reports what is wrong with the specified Electron', async () => {
    const env = { DISPLAY: ':99', PLANARIUM_ELECTRON: '/nowhere/electron' };
    expect(await run([], { env })).toMatchObject({
      code: 1,
      stderr: [
        'planarium: execution_failed: The workbench cannot be opened here.',
        '  PLANARIUM_ELECTRON names /nowhere/electron, which does not exist',
        '',
      ].join('\n'),
    });
  });

  // Users other than root need a sandbox, which not every machine allows.
  it.skipIf(process.getuid?.() !== 0)('starts Electron as `npm start` does', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'a b.csv'), '');
    const env = { DISPLAY: ':99', PLANARIUM_ELECTRON: electron(), ELECTRON_RUN_AS_NODE: '1' };
    const done = await run(['a b.csv'], { cwd, env });
    expect(done).toMatchObject({ code: 7, stderr: '' });
    expect(lines(done).slice(-4)).toEqual(['node=', '--no-sandbox', repository, join(cwd, 'a b.csv')]);
  });
});
