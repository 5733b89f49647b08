import { expect, onTestFinished, test, vi } from 'vitest';
import { ZodError } from 'zod';
import { ERROR_CODES } from '../../shared/errors';
import { type Channel, channels } from '../../shared/ipc/contract';
import { type Handlers, type Releases, Router } from './router';

/** Requests for each channel. */
const ROUNDS = 400;
const names = Object.keys(channels) as Channel[];

/** A valid request for each channel that takes one, as the seed of mutations. */
const requests: Partial<Record<Channel, Record<string, unknown>>> = {
  'catalog:reopen': { name: 'a', options: { delimiter: ';' } },
  'catalog:pick': { what: 'files' },
  'catalog:open': { paths: ['/a.csv'], name: 'a' },
  'catalog:remove': { name: 'a' },
  'catalog:define': { sql: 'CREATE VIEW a AS SELECT 1' },
  'query:statements': { sql: 'SELECT 1' },
  'query:start': { sql: 'SELECT 1' },
  'query:status': { queryId: 'q' },
  'query:page': { queryId: 'q', offset: 0, limit: 10, columns: [0], cellBytes: 100, pageBytes: 1000 },
  'query:cancel': { queryId: 'q' },
  'query:close': { queryId: 'q' },
  'query:plan': { queryId: 'q' },
  'rows:export': {
    exportId: crypto.randomUUID(),
    queryId: 'q',
    what: 'again',
    format: 'csv',
    options: { delimiter: ';' },
    suggestedName: 'a',
  },
  'plan:explain': { sql: 'SELECT 1' },
  'plan:check': { source: { sql: 'SELECT 1' } },
  'plan:save': { source: { queryId: 'q' }, suggestedName: 'a', stage: 'logical', redact: true },
  'plan:export': { source: { sql: 'SELECT 1' }, kind: 'physical', suggestedName: 'a' },
  'plan:inspect': { path: '/a.dfplan', kind: 'optimized' },
  'plan:run': { path: '/a.dfplan', kind: 'logical', sha256: '0'.repeat(64), allowChanged: false },
  'plan:replan': { path: '/a.dfplan', kind: 'logical' },
  'sql:read': { path: '/a.sql' },
  'sql:write': { sql: 'SELECT 1', path: '/a.sql', expected: '0'.repeat(64), suggestedName: 'a' },
  'sql:rename': { path: '/a.sql', name: 'b.sql' },
  'sql:watch': { paths: ['/a.sql'] },
  'settings:set': { name: 'datafusion.execution.batch_size', value: '1' },
  'approvals:revoke': { sha256: '0'.repeat(64) },
  'bytes:open': { path: '/a.dfplan' },
  'bytes:slice': { bytesId: crypto.randomUUID(), start: 0, length: 10 },
  'bytes:children': { bytesId: crypto.randomUUID(), path: [0], from: 0, limit: 10 },
  'bytes:locate': { bytesId: crypto.randomUUID(), start: 0, end: 1 },
  'bytes:find': { bytesId: crypto.randomUUID(), pattern: new Uint8Array([1]), from: 0 },
  'bytes:close': { bytesId: crypto.randomUUID() },
  'workspace:save': { tabs: [], activeTab: null, layout: {} },
  'shell:reveal': { path: '/a.csv' },
};

/** Generates values that JavaScript can send over the bridge, including hostile ones. */
class Draw {
  constructor(private state: number) {}

  /** From 0 to 1 (mulberry32). */
  private random(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(end: number): number {
    return Math.floor(this.random() * end);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  value(depth = 0): unknown {
    const kind = this.below(depth > 4 ? 9 : 13);
    if (kind === 0) return undefined;
    if (kind === 1) return null;
    if (kind === 2) return this.random() < 0.5;
    if (kind === 3) return this.pick([0, -0, -1, 0.5, 2 ** 31, 2 ** 53, 1e308, Infinity, -Infinity, NaN]);
    if (kind === 4) return this.pick([0n, 2n ** 64n]);
    if (kind === 5) return this.pick(['', 'a', '\0', '\ud800', '__proto__', 'toString', 'x'.repeat(40_000)]);
    if (kind === 6) return this.pick([new Uint8Array(3), new ArrayBuffer(2), new Float64Array(1)]);
    if (kind === 7)
      return this.pick([new Date(Number.NaN), /x/, new Map([[1, 2]]), new Set([1]), new Error('x')]);
    if (kind === 8) return this.pick([Symbol('x'), () => 1, Object.create(null), new Proxy({}, {})]);
    if (kind === 9) return Array.from({ length: this.below(5) }, () => this.value(depth + 1));
    if (kind === 10) return new Array(this.pick([3, 1001, 20_000])).fill(this.value(5));
    if (kind === 11) return nested(this.pick([3, 500]));
    return Object.fromEntries(
      Array.from({ length: this.below(5) }, () => [this.name(), this.value(depth + 1)]),
    );
  }

  /** A request for the channel with up to three fields changed, removed or added. */
  request(name: Channel): unknown {
    const base = requests[name];
    if (!base || this.random() < 0.2) return this.value();
    const changed: Record<string, unknown> = structuredClone(base);
    for (let times = this.below(4); times > 0; times -= 1) {
      const field = this.random() < 0.8 ? this.pick(Object.keys(base)) : this.name();
      if (this.random() < 0.2) delete changed[field];
      else
        Object.defineProperty(changed, field, { value: this.value(), enumerable: true, configurable: true });
    }
    return changed;
  }

  private name(): string {
    return this.pick(['a', 'sql', 'path', 'queryId', 'columns', '__proto__', 'constructor', '']);
  }
}

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}

test.each(names)('%s: a request is taken or refused, never thrown at', (name) => {
  const draw = new Draw(names.indexOf(name) + 1);
  let taken = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const parsed = channels[name].request.safeParse(draw.request(name));
    if (parsed.success) taken += 1;
    else expect(parsed.error, `round ${round}`).toBeInstanceOf(ZodError);
  }
  expect(taken, 'some are well-formed').toBeGreaterThan(0);
  expect(taken, 'most are not').toBeLessThan(ROUNDS / 2);
});

test('the router answers every message with an envelope, and only what was parsed reaches a handler', async () => {
  // The handlers here do not follow the contract.
  vi.stubEnv('DEV', false);
  onTestFinished(() => void vi.unstubAllEnvs());
  const draw = new Draw(0x5eed);
  const handlers = Object.fromEntries(
    names.map((name) => [
      name,
      (request: unknown) => {
        channels[name].request.parse(request);
        return 'handled';
      },
    ]),
  );
  const report = vi.fn();
  const router = new Router({
    handlers: () => handlers as unknown as Handlers,
    release: {} as Releases,
    report,
  });
  let handled = 0;
  for (let round = 0; round < 5_000; round += 1) {
    const name = draw.pick(names);
    const channel = draw.below(10) === 0 ? draw.value() : name;
    const owner = draw.below(20) === 0 ? null : 'window-1';
    const answer = await router.answer({ owner, channel, request: draw.request(name), callId: draw.value() });
    if (answer.ok) {
      const value = 'json' in answer ? JSON.parse(answer.json) : answer.value;
      expect(value, `round ${round}`).toBe('handled');
      handled += 1;
    } else {
      expect(ERROR_CODES, `round ${round}`).toContain(answer.error.code);
      expect(['invalid_request', 'sender_refused'], JSON.stringify(answer.error)).toContain(
        answer.error.code,
      );
    }
  }
  expect(handled).toBeGreaterThan(100);
  expect(report).not.toHaveBeenCalled();
});
