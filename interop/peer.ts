import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Rows as the peer words them: columns as `name: type`, each row as text, sorted. */
export interface Rows {
  columns: string[] | null;
  rows: string[];
}

interface Waiting {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

/** One Python process with PyPI's datafusion. It answers requests in their order. */
export class Peer {
  readonly #process: ChildProcess;
  readonly #waiting: Waiting[] = [];
  #words = '';

  constructor(python: string) {
    const program = join(dirname(fileURLToPath(import.meta.url)), 'peer', 'peer.py');
    this.#process = spawn(python, ['-B', '-u', program], { stdio: ['pipe', 'pipe', 'pipe'] });
    const { stdout, stderr } = this.#process;
    if (!stdout || !stderr) throw new Error('The peer has no pipes.');
    createInterface({ input: stdout }).on('line', (line) => {
      const { value, error } = JSON.parse(line);
      const next = this.#waiting.shift();
      if (error === undefined) next?.resolve(value);
      else next?.reject(new Error(error));
    });
    stderr.on('data', (text) => {
      this.#words = `${this.#words}${text}`.slice(-2000);
    });
    this.#process.on('close', (code) => {
      for (const { reject } of this.#waiting.splice(0))
        reject(new Error(`The peer ended with code ${code}: ${this.#words}`));
    });
  }

  /** Calls a method of `peer/peer.py`. Rejects with the exception's name and text. */
  call<T>(op: string, args: Record<string, unknown> = {}): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve: (value) => resolve(value as T), reject });
      this.#process.stdin?.write(`${JSON.stringify({ op, ...args })}\n`);
    });
  }

  close(): void {
    this.#process.stdin?.end();
  }
}

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
