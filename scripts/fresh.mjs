/**
 * Runs .ci/run, or COMMAND, as on a machine that never built the project: in a new clone of the
 * current commit, with an empty home and empty caches of cargo, npm and pip. Afterwards the
 * clone has to be unchanged. Removes all of it, up to 10 GB, at the end.
 *
 *     node scripts/fresh.mjs [--keep] [COMMAND...]
 *
 * `--keep` leaves the folder. The toolchain and system packages are this machine's.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshEnv } from './lib/fresh.mjs';
import { root } from './lib/paths.mjs';
import { output, run, runOrThrow } from './lib/run.mjs';
import { main, say, sinceStart, title, UserError, warn } from './lib/say.mjs';
import { changesBetween, treeState } from './lib/tree.mjs';

await main(async () => {
  const words = process.argv.slice(2);
  const keep = words[0] === '--keep';
  const wanted = keep ? words.slice(1) : words;
  if (wanted[0]?.startsWith('-')) throw new UserError('usage: node scripts/fresh.mjs [--keep] [COMMAND...]');
  const [command, ...args] = wanted.length > 0 ? wanted : ['sh', '.ci/run'];

  const state = treeState();
  if (!state) throw new UserError('this is no git repository with a commit to clone');
  if (state.size > 0) warn('changes that are not committed are left out');
  const folder = mkdtempSync(join(tmpdir(), 'planarium-fresh-'));
  // An interrupt ends the command, and then the code below cleans up.
  process.on('SIGINT', () => {});
  try {
    const clone = join(folder, 'planarium');
    const home = join(folder, 'home');
    mkdirSync(home);
    title(`Cloning ${output('git', ['log', '-1', '--format=%h %s'])} into ${folder}`);
    const env = freshEnv(process.env, home, homedir());
    await runOrThrow('git clone', 'git', ['clone', '--quiet', root, clone], { env });
    const before = treeState(clone);
    title(`Running ${[command, ...args].join(' ')} with an empty home`);
    const code = await run(command, args, { cwd: clone, env });
    const changes = changesBetween(before, treeState(clone), clone);
    if (changes.length > 0) say(`the clone is not as it was:\n    ${changes.join('\n    ')}`);
    say(
      `${command} ended with code ${code} after ${sinceStart()}; the clone is ${changes.length ? 'changed' : 'clean'}`,
    );
    return code === 0 && changes.length > 0 ? 1 : code;
  } finally {
    if (keep) say(`kept ${folder}`);
    else rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
});
