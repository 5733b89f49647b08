import { arch, availableParallelism, freemem, platform, release, totalmem } from 'node:os';
import { count, size } from '../text/quantity';
import type { Finding } from './finding';

/** The system, its processors and its memory. */
export function machineFindings(): Finding[] {
  return [
    { state: 'ok', name: 'system', value: `${platform()} ${arch()}, ${release()}` },
    { state: 'ok', name: 'processors', value: count(availableParallelism(), 'core') },
    { state: 'ok', name: 'memory', value: `${size(totalmem())}, ${size(freemem())} free` },
  ];
}
