import { printableBlock } from '../shared/printable';
import type { StandardOutput } from './output/standardOutput';

/** The parts of the process that a command uses. */
export interface Host {
  stdout: StandardOutput;
  stdin: NodeJS.ReadStream;
  /** Aborted by Ctrl-C and other signals. */
  signal: AbortSignal;
  /** Writes a line for the user to standard error. */
  log(line: string): void;
}

/** The real one. */
export function processHost(stdout: StandardOutput, signal: AbortSignal): Host {
  return {
    stdout,
    stdin: process.stdin,
    signal,
    log: (line) => void process.stderr.write(`${printableBlock(line)}\n`),
  };
}
