import { arch, availableParallelism, freemem, platform, release, totalmem } from 'node:os';
import { formatBytes, formatQuantity } from '../../shared/figures';
import type { Finding } from './finding';

/** The system, its processors and its memory. */
export function machineFindings(): Finding[] {
  return [
    { state: 'ok', name: 'system', value: `${platform()} ${arch()}, ${release()}` },
    { state: 'ok', name: 'processors', value: formatQuantity(availableParallelism(), 'core') },
    { state: 'ok', name: 'memory', value: `${formatBytes(totalmem())}, ${formatBytes(freemem())} free` },
  ];
}
