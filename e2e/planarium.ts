import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Runs the command line, as built, to its end. @throws when it fails */
export function planarium(...args: string[]): void {
  execFileSync(process.execPath, [join(__dirname, '../bin/planarium.js'), ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
