import type { FullResult, Reporter, TestCase, TestResult, TestStep } from '@playwright/test/reporter';

/** Prints the journey step by step, for a reader of the terminal who sees no window. */
export default class JourneyReporter implements Reporter {
  onStepEnd(_test: TestCase, _result: TestResult, step: TestStep) {
    if (step.category !== 'test.step') return;
    process.stdout.write(`    ${step.error ? 'failed' : 'done  '}  ${step.title} (${step.duration} ms)\n`);
  }

  onTestEnd(test: TestCase, result: TestResult) {
    for (const error of result.errors) process.stdout.write(`${error.message ?? error.value}\n`);
    process.stdout.write(`    ${test.title}: ${result.status}\n`);
  }

  onError(error: { message?: string }) {
    process.stdout.write(`${error.message}\n`);
  }

  onEnd(result: FullResult) {
    if (result.status !== 'passed') process.stdout.write('    the journey did not reach its end\n');
  }
}
