import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { root } from '../../scripts/lib/paths.mjs';

/** As in the facade: work that is done at once has no job. */
async function finished(started) {
  return typeof started.result === 'function' ? started.result() : started;
}

/** The addon, called as the facade calls it, in this process. It has the interface of {@link Line}. */
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

  /** Plans SQL and returns the bytes. */
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
