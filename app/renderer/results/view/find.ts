import { create } from 'zustand';
import type { AppError } from '../../../shared/errors';
import type { FoundMatch, FoundRows } from '../../../shared/resultView';
import { call, isCancelled, toAppError } from '../../bridge';
import { partsOf, type RowsId } from './rowsId';

interface FindState {
  /** The rows that are searched; null while the bar is closed. */
  rowsId: RowsId | null;
  text: string;
  isBusy: boolean;
  found: FoundRows | null;
  /** Where the grid should be; another object for each step. */
  match: FoundMatch | null;
  error: AppError | null;
}

const CLOSED: FindState = {
  rowsId: null,
  text: '',
  isBusy: false,
  found: null,
  match: null,
  error: null,
};

export const useFind = create<FindState>()(() => CLOSED);

/** Milliseconds without typing before a search begins. */
const QUIET_MS = 250;

let request: AbortController | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Opens the bar over some rows; what was searched last is searched there too. */
export function openFind(rowsId: RowsId): void {
  const { rowsId: before, text } = useFind.getState();
  if (before === rowsId) return;
  stop();
  useFind.setState({ ...CLOSED, rowsId, text });
  if (text !== '') void search();
}

/** Opens the bar where the focus is in a grid of results; false where it is elsewhere. */
export function findInResults(): boolean {
  const rowsId = document.activeElement?.closest<HTMLElement>('[data-rows]')?.dataset.rows;
  if (rowsId === undefined) return false;
  openFind(rowsId);
  return true;
}

/** Closes the bar over the rows of a query. */
export function closeFind(queryId: string): void {
  const { rowsId } = useFind.getState();
  if (rowsId === null || partsOf(rowsId).queryId !== queryId) return;
  stop();
  // The text is there again when the bar is opened.
  useFind.setState({ ...CLOSED, text: useFind.getState().text });
}

export function setFindText(text: string): void {
  stop();
  useFind.setState({ text, isBusy: false, found: null, match: null, error: null });
  if (text !== '') timer = setTimeout(() => void search(), QUIET_MS);
}

/** Goes to the next row that holds the text, or the previous one. */
export async function step(backward: boolean): Promise<void> {
  const { rowsId, found, match } = useFind.getState();
  if (!rowsId) return;
  if (!found) return void search();
  await go(rowsId, found, match?.row ?? null, backward);
}

function stop(): void {
  clearTimeout(timer);
  request?.abort();
  request = null;
}

async function search(): Promise<void> {
  stop();
  const { rowsId, text } = useFind.getState();
  if (!rowsId || text === '') return;
  const controller = new AbortController();
  request = controller;
  useFind.setState({ isBusy: true, error: null });
  try {
    const found = await call('rows:find', { ...partsOf(rowsId), text }, { signal: controller.signal });
    if (request !== controller) return;
    useFind.setState({ isBusy: false, found });
    if (found.rows > 0) await go(rowsId, found, null, false);
  } catch (thrown) {
    if (request !== controller || isCancelled(thrown)) return;
    useFind.setState({ isBusy: false, error: toAppError(thrown) });
  }
}

/** `row`: where the last match was; null for the first row of all. */
async function go(rowsId: RowsId, found: FoundRows, row: number | null, backward: boolean): Promise<void> {
  const { queryId } = partsOf(rowsId);
  // After the last row comes the first one.
  const from = row ?? Number.MAX_SAFE_INTEGER;
  try {
    const match = await call('rows:match', { queryId, findId: found.findId, row: from, backward });
    if (useFind.getState().found === found) useFind.setState({ match });
  } catch (thrown) {
    useFind.setState({ error: toAppError(thrown) });
  }
}
