/** A worker thread that runs plans received as bytes, or returns them; `plans.test.ts` and `deepValues.test.ts` start it. */
import { parentPort } from 'node:worker_threads';
import { tableFromIPC } from 'apache-arrow';
import {
  clearWorkerSession,
  ExecutionPlan,
  getWorkerSession,
  LogicalPlan,
  type Query,
  Session,
  setWorkerSession,
} from '../index';

type Message =
  | { kind: 'install' }
  | { kind: 'clear' }
  | { kind: 'trip'; bytes: Uint8Array }
  | { kind: 'logical'; bytes: Uint8Array }
  | { kind: 'physical'; bytes: Uint8Array };

async function rows(query: Query): Promise<string[]> {
  let status = query.status();
  while (status.phase === 'planning' || status.phase === 'running')
    status = await query.changed(status.version);
  const table = tableFromIPC(await query.page({ offset: 0, limit: 10_000 }));
  query.close();
  return table.toArray().map((row) => String(row));
}

async function answer(message: Message): Promise<object> {
  if (message.kind === 'install') {
    setWorkerSession(new Session());
    return {};
  }
  if (message.kind === 'clear') {
    getWorkerSession()?.close();
    clearWorkerSession();
    return {};
  }
  if (message.kind === 'trip') {
    const plan = await LogicalPlan.fromBytes(message.bytes);
    return { bytes: await plan.toBytes() };
  }
  if (message.kind === 'logical') {
    const plan = await LogicalPlan.fromBytes(message.bytes);
    return { rows: await rows(plan.session.executeLogicalPlan(plan)) };
  }
  const plan = await ExecutionPlan.fromBytes(message.bytes);
  return { rows: await rows(plan.session.execute(plan)) };
}

parentPort?.on('message', async (message: Message) => {
  const answered = answer(message).catch(({ code, message }) => ({ error: { code, message } }));
  parentPort?.postMessage(await answered);
});
