/**
 * Runs `npm run check` and `npm test`, and fails if they change a committed file or leave a
 * new one. Ends with the summary line of the tests, in which a failed check counts as one.
 */
import { npm } from './lib/programs.mjs';
import { run } from './lib/run.mjs';
import { main, say, sinceStart } from './lib/say.mjs';
import { changesBetween, treeState } from './lib/tree.mjs';

const sumLine = /^(\d+) passed, (\d+) failed, (\d+) skipped$/;

await main(async () => {
  const before = treeState();
  const check = await script('check');
  let sum = [0, 0, 0];
  const test = await script('test', (line) => {
    const found = sumLine.exec(line);
    if (found) sum = found.slice(1).map(Number);
    else say(line);
  });
  say(`check ${check === 0 ? 'passed' : 'failed'}, all in ${sinceStart()}`);
  const changes = before ? changesBetween(before, treeState()) : [];
  if (changes.length > 0) {
    say('the run changed files; commit what it generated, or make it clean up after itself:');
    for (const line of changes) say(`    ${line}`);
  }
  const [passed, failed, skipped] = sum;
  const broken = test !== 0 && failed === 0 ? 1 : 0;
  const total = failed + broken + (check === 0 ? 0 : 1) + (changes.length > 0 ? 1 : 0);
  say(`${passed} passed, ${total} failed, ${skipped} skipped`);
  return total === 0 ? 0 : 1;
});

function script(name, onLine) {
  return run(...npm(['run', '--silent', name]), { onLine });
}
