import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { root } from '../../scripts/lib/paths.mjs';
import { UserError } from '../../scripts/lib/say.mjs';

/** A process that answers each JSON line with a line `bench {...}`. */
export class Line {
  #child;
  #waiting = [];
  #last = '';

  constructor(command, args) {
    this.#child = spawn(command, args, { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stderr.on('data', (text) => {
      this.#last = `${this.#last}${text}`.slice(-2000);
    });
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      if (line.startsWith('bench ')) this.#waiting.shift()?.resolve(JSON.parse(line.slice(6)));
      else this.#last = `${this.#last}${line}\n`.slice(-2000);
    });
    this.#child.on('error', () => {});
    this.#child.on('close', (code) => {
      for (const { reject } of this.#waiting.splice(0))
        reject(new UserError(`${command} ended with code ${code}:\n${this.#last}`));
    });
  }

  ask(request) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    });
  }

  close() {
    this.#child.stdin.end();
  }
}
