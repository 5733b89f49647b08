import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { root } from '../../scripts/lib/paths.mjs';
import { Stop } from '../../scripts/lib/say.mjs';

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
        reject(new Stop(`${command} ended with code ${code}:\n${this.#last}`));
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

/** As the facade's: what is done at once comes without a job. */
async function finished(started) {
  return typeof started.result === 'function' ? started.result() : started;
}

/** The addon, called as the facade calls it, in this process. It answers as a {@link Line} does. */
export class Addon {
  #session;
  #plans = new Map();

  constructor() {
    const { Session } = createRequire(import.meta.url)(
      process.env.PLANARIUM_ADDON ?? join(root, 'dist/native/planarium.node'),
    );
    this.#session = new Session('{}');
  }

  /** Opens Parquet files as tables. */
  async open(paths) {
    for (const [name, path] of Object.entries(paths))
      await this.#session.openFile(path, JSON.stringify({ name })).result();
  }

  /** Plans SQL and gives the bytes. */
  plan(sql, stage) {
    return this.#session.planBytes(sql, JSON.stringify(stage), '{}').result();
  }

  async ask({ load, name, stage, work, repeats }) {
    const key = `${name} ${stage}`;
    if (load) {
      this.#plans.set(key, new Uint8Array(readFileSync(load)));
      return {};
    }
    const bytes = this.#plans.get(key);
    const physical = stage === 'physical';
    const decode = () =>
      finished(physical ? this.#session.decodeExecutionPlan(bytes) : this.#session.decodeLogicalPlan(bytes));
    const plan = await decode();
    const encode = () =>
      finished(
        physical
          ? this.#session.encodeExecutionPlan(plan, false)
          : this.#session.encodeLogicalPlan(plan, false),
      );
    const call = work === 'decode' ? decode : encode;
    const start = performance.now();
    for (let time = 0; time < repeats; time += 1) await call();
    return { ns: ((performance.now() - start) * 1e6) / repeats };
  }

  close() {
    this.#session.close();
  }
}
