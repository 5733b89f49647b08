import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { build } from 'vite';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { temporaryFolder } from '../testing/temporary';
import { JsonFile } from './jsonFile';

const ROUNDS = 15;
const schema = z.object({ count: z.number(), text: z.string() });

/** Saves increasing numbers and reports each one that is on disk. */
const writer = `
  import { JsonFile } from ${JSON.stringify(join(import.meta.dirname, 'jsonFile.ts'))};
  const file = new JsonFile(process.argv[2], 1, null);
  const text = 'x'.repeat(2_000_000);
  for (let count = Number(process.argv[3]); ; count++) {
    await file.save({ count, text });
    process.stdout.write(count + '\\n');
  }
`;

let program: string;

beforeAll(async () => {
  const bundle = await build({
    configFile: false,
    logLevel: 'error',
    build: { ssr: true, write: false, rollupOptions: { input: 'virtual:writer', output: { format: 'es' } } },
    ssr: { noExternal: true },
    plugins: [
      {
        name: 'writer',
        resolveId: (id) => (id === 'virtual:writer' ? id : null),
        load: (id) => (id === 'virtual:writer' ? writer : null),
      },
    ],
  });
  const output = (Array.isArray(bundle) ? bundle[0] : bundle) as { output: { code: string }[] };
  program = output.output[0]?.code ?? '';
});

test('a process killed while it saves never loses what it reported as saved', async () => {
  const path = join(temporaryFolder(), 'state.json');
  let reported = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const child = spawn(process.execPath, ['--input-type=module', '-', path, String(reported + 1)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.end(program);
    reported = await killAfter(child, round, reported);

    const loaded = await new JsonFile(path, 1, schema).load();

    expect(loaded.notes).toEqual([]);
    expect(loaded.value?.count).toBeGreaterThanOrEqual(reported);
    expect(loaded.value?.text).toHaveLength(2_000_000);
  }
  expect(reported).toBeGreaterThanOrEqual(ROUNDS);
}, 60_000);

/**
 * Kills a writer some milliseconds after its first report, so that each round
 * hits another moment of a save. Returns the last number it reported.
 */
async function killAfter(child: ChildProcess, delayMs: number, before: number): Promise<number> {
  let text = '';
  const closed = once(child, 'close');
  child.stdout?.once('data', () => setTimeout(() => child.kill('SIGKILL'), delayMs));
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  await closed;
  return Number(text.split('\n').at(-2) ?? before);
}
