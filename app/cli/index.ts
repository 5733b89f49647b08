import { exitCode } from './exitCode';
import { processHost } from './host';
import { onInterrupt } from './interrupt';
import { StandardOutput } from './output/standardOutput';
import { runProgram } from './program';

// The reader of standard error may close it first.
process.stderr.on('error', () => undefined);

void runProgram(process.argv.slice(2), processHost(new StandardOutput(), onInterrupt())).then(
  // Worker threads of the engine must not keep the process.
  (code) => process.exit(code),
  () => process.exit(exitCode.failed),
);
