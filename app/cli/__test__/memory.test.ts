import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Outcome, outcome, run, start } from './cli';

const MIB = 1024;

/** Resident memory of a process and its children, in KiB; 0 once it has ended. */
function resident(pid: number): number {
  try {
    const own = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    return children.reduce((sum, child) => sum + resident(Number(child)), Number(own?.[1] ?? 0));
  } catch {
    return 0;
  }
}

/** Runs SQL under a memory limit of 500 MiB and measures the memory of the process. */
async function watched(sql: string): Promise<Outcome & { peak: number }> {
  const child = start(['query', '-c', 'datafusion.runtime.memory_limit=500M', '-e', sql, '--format', 'csv']);
  child.stdin.end();
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, resident(child.pid ?? 0));
    if (peak > 3 * 1024 * MIB) child.kill('SIGKILL');
  }, 20);
  try {
    return { ...(await outcome(child)), peak };
  } finally {
    clearInterval(timer);
  }
}

describe('the memory limit', () => {
  it('is a setting of the command line', async () => {
    const shown =
      "SELECT value FROM information_schema.df_settings WHERE name = 'datafusion.runtime.memory_limit'";
    const done = await run(['query', '-c', 'datafusion.runtime.memory_limit=2G', '-e', shown]);
    expect(done.stdout.toString()).toBe('value\n2G\n');
    const refused = await run(['query', '-c', 'datafusion.runtime.memory_limit=lots', '-e', 'SELECT 1']);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain('datafusion.runtime.memory_limit cannot be set to lots.');
    expect(refused.stderr).toContain('500M');
  });

  // Functions that would take terabytes: apache/datafusion #5415.
  it
    .runIf(existsSync('/proc/self/status'))
    .each([
      'SELECT max(array_length(range(0, i*1000000))) AS n FROM generate_series(1, 1000) t(i)',
      'SELECT max(character_length(repeat(cast(i as varchar), 20000000))) AS n FROM generate_series(1, 200) t(i)',
      "SELECT max(character_length(lpad(cast(i as varchar), 50000000, 'ab'))) AS n FROM generate_series(1, 1000) t(i)",
      "SELECT character_length(repeat('x', 2000000000))",
      'SELECT count(*) FROM (SELECT unnest(range(0, 1000000000)))',
      "SELECT character_length(string_agg(repeat('x', 1000 + i % 2), '')) FROM generate_series(1, 2000000) t(i)",
      "SELECT array_length(array_agg(repeat('x', 1000 + i % 2))) FROM generate_series(1, 2000000) t(i)",
    ])('ends %s with an error', async (sql) => {
    const done = await watched(sql);
    expect(done.peak).toBeLessThan(3 * 1024 * MIB);
    expect(done.stderr).toContain('memory_exceeded');
    expect(done.code).not.toBe(0);
  });
});
