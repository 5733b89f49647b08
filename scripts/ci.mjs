/** Runs `npm run check` and `npm test`; ends with the sum line of the tests, in which a failed check counts as one. */
import { run } from './lib/run.mjs';
import { main, say, sinceStart } from './lib/say.mjs';

const sumLine = /^(\d+) passed, (\d+) failed, (\d+) skipped$/;

await main(async () => {
  const check = await npm('check');
  let sum = [0, 0, 0];
  const test = await npm('test', (line) => {
    const found = sumLine.exec(line);
    if (found) sum = found.slice(1).map(Number);
    else say(line);
  });
  say(`check ${check === 0 ? 'passed' : 'failed'}, all in ${sinceStart()}`);
  const [passed, failed, skipped] = sum;
  const broken = test !== 0 && failed === 0 ? 1 : 0;
  const total = failed + broken + (check === 0 ? 0 : 1);
  say(`${passed} passed, ${total} failed, ${skipped} skipped`);
  return total === 0 ? 0 : 1;
});

function npm(script, onLine) {
  return run('npm', ['run', '--silent', script], { onLine, shell: process.platform === 'win32' });
}
