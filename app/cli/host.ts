import { printableBlock } from '../shared/printable';
import type { StandardOutput } from './output/standardOutput';

/** What a command has of the process around it. */
export interface Host {
  stdout: StandardOutput;
  stdin: NodeJS.ReadStream;
  /** Aborted by Ctrl-C and its like. */
  signal: AbortSignal;
  /** Writes a line for the person, to standard error. */
  tell(line: string): void;
}

/** The real one. */
export function processHost(stdout: StandardOutput, signal: AbortSignal): Host {
  return {
    stdout,
    stdin: process.stdin,
    signal,
    tell: (line) => void process.stderr.write(`${printableBlock(line)}\n`),
  };
}
