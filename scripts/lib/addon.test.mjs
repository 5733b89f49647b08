import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { declarationText } from './addon.mjs';

/** A line that `#[napi]` writes for a function. */
const exported = (name) =>
  `${JSON.stringify({ kind: 'fn', name, js_doc: '', def: `function ${name}(): string` })}\n`;

test("the declarations are only those of native/node, whatever other crates wrote to the workspace's folder", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'planarium-typedefs-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'counting-codec'), exported('counters'));
  expect(await declarationText(folder)).toBeNull();
  writeFileSync(join(folder, 'planarium-node'), exported('open'));
  const text = await declarationText(folder);
  expect(text).toContain('export declare function open(): string');
  expect(text).not.toContain('counters');
});

test('a declaration that was written twice is declared once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'planarium-typedefs-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'planarium-node'), exported('open') + exported('open'));
  expect((await declarationText(folder))?.split('function open()')).toHaveLength(2);
});
