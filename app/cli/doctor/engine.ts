import { addonPath, openNativeEngine } from '../../main/engine/nativeEngine';
import { toAppError } from '../../main/services/serviceError';
import { formatBytes } from '../../shared/figures';
import { version } from '../version';
import type { Finding } from './finding';

/** Loads the addon and reports its versions. */
export function addonFinding(): Finding[] {
  const program: Finding = { state: 'ok', name: 'planarium', value: version };
  try {
    const engine = openNativeEngine();
    const { datafusion, arrow, targetPartitions, memoryLimitBytes, planarium } = engine.info();
    engine.close();
    return [
      program,
      {
        state: 'ok',
        name: 'engine',
        value: `Planarium ${planarium}, DataFusion ${datafusion}, Arrow ${arrow}`,
      },
      { state: 'ok', name: 'addon', value: addonPath() },
      {
        state: 'ok',
        name: 'query limits',
        value: `${targetPartitions} partitions, ${formatBytes(memoryLimitBytes)} of memory`,
      },
    ];
  } catch (error) {
    const { message, hint } = toAppError(error);
    const remedy = hint ?? 'Run `npm run build` in the repository.';
    return [program, { state: 'broken', name: 'engine', value: `cannot be loaded: ${message}`, remedy }];
  }
}
