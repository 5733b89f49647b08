/**
 * Fuzzes every reader of untrusted input: native/engine/tests/engine/fuzz/.
 *
 *     node scripts/fuzz.mjs --case TARGET:SEED:NUMBER     runs one case again
 *     node scripts/fuzz.mjs --case TARGET:FILE            runs a saved input
 *     node scripts/fuzz.mjs [--inputs N] [--seed N] [--processes N] [--record]
 *
 * A run of many cases (by default a million on as many processes as cores) shows its progress and
 * ends with the counts; `--record` writes them to native/engine/tests/long-runs/fuzz.txt.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machine } from '../bench/lib/machine.mjs';
import { root } from './lib/paths.mjs';
import { output, run } from './lib/run.mjs';
import { cargoEnv, manifest, rustcVersion } from './lib/rust.mjs';
import { main, say, status, title, UserError } from './lib/say.mjs';

const record = join(root, 'native/engine/tests/long-runs/fuzz.txt');

await main(async () => {
  const { values } = parseArgs({
    options: {
      case: { type: 'string' },
      inputs: { type: 'string', default: '1000000' },
      seed: { type: 'string', default: '1' },
      processes: { type: 'string', default: String(availableParallelism()) },
      record: { type: 'boolean', default: false },
    },
  });
  if (values.case) return await test('repeat', { PLANARIUM_FUZZ_CASE: values.case }, say);

  title(`Fuzzing: ${values.inputs} inputs, seed ${values.seed}, ${values.processes} processes`);
  const before = machine();
  const started = new Date();
  const lines = [];
  let reporting = false;
  const how = [values.inputs, values.seed, values.processes].join(':');
  const code = await test('long_run', { PLANARIUM_FUZZ_LONG: how }, (line) => {
    if (line === 'report') reporting = true;
    else if (line.startsWith('progress ')) status(line.slice('progress '.length));
    else if (/^test (result: |fuzz::long_run)/.test(line)) reporting = false;
    else if (reporting) lines.push(line);
  });
  for (const line of lines) say(line);
  if (values.record) {
    const head = about(before, started, process.argv.slice(2));
    mkdirSync(join(record, '..'), { recursive: true });
    writeFileSync(record, `${[...head, '', ...lines].join('\n').trimEnd()}\n`);
  }
  return code;
});

/** Runs one of the ignored tests; `onLine` gets what it prints. */
function test(name, env, onLine) {
  const args = ['test', '--release', '--manifest-path', manifest, '--package', 'planarium-engine'];
  const only = ['--test', 'engine', '--', '--ignored', '--exact', `fuzz::${name}`, '--nocapture'];
  return run('cargo', [...args, ...only], { env: cargoEnv({ CARGO_TERM_COLOR: 'never', ...env }), onLine });
}

/** What the figures of a run depend on. */
function about(machine, started, args) {
  const compiler = rustcVersion();
  const host = /^host: (.*)$/m.exec(compiler ?? '')?.[1];
  if (!compiler || !host) throw new UserError('rustc does not say its version');
  // Without a platform cargo would download the crates of all of them.
  const wanted = ['--format-version', '1', '--locked', '--filter-platform', host];
  const locked = output('cargo', ['metadata', ...wanted, '--manifest-path', manifest]);
  if (!locked) throw new UserError('cargo metadata failed');
  const versions = JSON.parse(locked).packages.filter(({ name }) =>
    ['datafusion', 'arrow', 'prost', 'zip', 'serde_json'].includes(name),
  );
  return [
    `command: node scripts/fuzz.mjs ${args.join(' ')}`,
    `started: ${started.toISOString()}`,
    `commit: ${output('git', ['rev-parse', 'HEAD'])}${output('git', ['status', '--porcelain']) ? ' with changes' : ''}`,
    `versions: ${versions.map(({ name, version }) => `${name} ${version}`).join(', ')}`,
    `compiler: ${compiler.split('\n')[0]}`,
    `machine: ${JSON.stringify(machine)}`,
  ];
}
