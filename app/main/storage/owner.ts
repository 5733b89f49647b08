import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * A process as part of a file name, so that leftover files can be distinguished from files in use:
 * `PLACE-PID-START`.
 *
 * | part | meaning |
 * |---|---|
 * | PLACE | 8 hex digits for the scope of process ids: machine, boot, and namespace |
 * | PID | process id, decimal |
 * | START | start time in clock ticks since boot; 0 if unknown |
 */
export const OWNER = String.raw`[0-9a-f]{8}-\d+-\d+`;

/** `unknown`: a process of another machine, container or boot, or one whose id may have been reused. */
export type OwnerState = 'alive' | 'dead' | 'unknown';

/** The name of this process. */
export function ownerName(): string {
  return `${place()}-${process.pid}-${startOf(process.pid) ?? 0}`;
}

/** Whether the process of a name still runs. */
export function ownerState(name: string): OwnerState {
  const [where, id, start] = name.split('-');
  if (where !== place()) return 'unknown';
  const processId = Number(id);
  if (!isRunning(processId)) return 'dead';
  const now = startOf(processId);
  if (now === undefined || start === '0') return processId === process.pid ? 'alive' : 'unknown';
  return start === String(now) ? 'alive' : 'dead';
}

let knownPlace: string | undefined;

function place(): string {
  knownPlace ??= createHash('sha256')
    .update([hostname(), linux(bootId), linux(pidNamespace)].join('\n'))
    .digest('hex')
    .slice(0, 8);
  return knownPlace;
}

const bootId = () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8');
const pidNamespace = () => readlinkSync('/proc/self/ns/pid');

/** Field 22 of proc_pid_stat(5). */
function startOf(processId: number): number | undefined {
  const stat = linux(() => readFileSync(`/proc/${processId}/stat`, 'latin1'));
  // The second field is the program's name in parentheses and may contain spaces.
  const start = stat
    ?.slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .at(19);
  return start === undefined ? undefined : Number(start);
}

function linux<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function isRunning(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
