import { useEffect, useMemo, useState } from 'react';
import type { AppError } from '../../../shared/errors';
import { formatBytes, formatCount } from '../../../shared/figures';
import type { Field } from '../../../shared/table';
import {
  Button,
  Checkbox,
  classNames,
  ErrorNotice,
  PopoverDialog,
  Segment,
  SegmentedControl,
  toastError,
  writeClipboard,
} from '../../base';
import { toAppError } from '../../bridge';
import { plainCell, prettyCell, readWhole, type ValueTree } from '../format';
import { type CellPlace, cellIn, pagesOfQuery } from '../pages';
import styles from './CellDetail.module.css';
import { HEX_BYTES, hexDump } from './hexDump';
import { parseJson } from './parseJson';
import { textRuns } from './textRuns';
import { ValueTreeView } from './ValueTreeView';

export interface DetailOf {
  queryId: string;
  row: number;
  /** The index of the column in the result. */
  column: number;
  field: Field;
  /** The value, or its beginning; undefined while its page is not here. */
  place: CellPlace | undefined;
  /** Where the cell is in the window. */
  box: DOMRect;
}

/** Characters drawn at most; the whole value can be copied. */
const LONGEST = 200_000;

/** Bytes of a value that are fetched to be shown. */
const SHOWN_BYTES = 16 * 1024 * 1024;

type ViewId = 'tree' | 'text' | 'hex';
const VIEWS: Record<ViewId, string> = { tree: 'Tree', text: 'Text', hex: 'Hex' };

/** What the user chose last, for the next value. */
const chosen: { view: ViewId; wrap: boolean } = { view: 'tree', wrap: true };

/** The whole value of one cell: nested values and JSON as a tree, bytes as a hex dump, all as text. */
export function CellDetail({ detail, onClose }: { detail: DetailOf | null; onClose(): void }) {
  return detail && <Opened detail={detail} onClose={onClose} />;
}

function Opened({ detail, onClose }: { detail: DetailOf; onClose(): void }) {
  const { field, row, box } = detail;
  const { place, error } = useWholeValue(detail);
  const [view, setView] = useState(chosen.view);
  const [wrap, setWrap] = useState(chosen.wrap);
  const text = useMemo(() => place && prettyCell(place.data, place.index), [place]);
  const tree = useMemo(() => treeOf(place, field), [place, field]);
  const views: ViewId[] = [
    ...(tree ? (['tree'] as const) : []),
    'text',
    ...(field.kind === 'binary' ? (['hex'] as const) : []),
  ];
  const shown = views.includes(view) ? view : (views.find((id) => id !== 'text') ?? 'text');

  async function copy() {
    try {
      const whole = place?.fullBytes === undefined ? place : await readValue(detail);
      writeClipboard((whole && plainCell(whole.data, whole.index)) ?? '');
    } catch (thrown) {
      toastError(toAppError(thrown), 'The value could not be copied');
    }
  }

  return (
    <PopoverDialog label={`${field.name}, row ${formatCount(row + 1)}`} box={box} onClose={onClose}>
      <div className={styles.head}>
        <strong className={styles.name}>{field.name}</strong>
        <span className={styles.type}>{field.type}</span>
        <span className={styles.row}>Row {formatCount(row + 1)}</span>
      </div>
      {error && <ErrorNotice title="The value could not be read" error={error} />}
      {shown === 'tree' ? (
        <ValueTreeView tree={tree} />
      ) : (
        <pre
          className={classNames(
            styles.value,
            text === null && styles.null,
            (!wrap || shown === 'hex') && styles.unwrapped,
          )}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
          tabIndex={0}
        >
          {text === null ? 'null' : text === '' ? '(empty text)' : <Text text={shownText(shown, text)} />}
        </pre>
      )}
      <div className={styles.foot}>
        {views.length > 1 && (
          <SegmentedControl
            label="Show as"
            selected={shown}
            className={styles.views}
            onSelect={(next) => {
              chosen.view = next;
              setView(next);
            }}
          >
            {views.map((id) => (
              <Segment key={id} value={id} className={styles.view}>
                {VIEWS[id]}
              </Segment>
            ))}
          </SegmentedControl>
        )}
        {shown === 'text' && (text?.length ?? 0) > 40 && (
          <Checkbox
            isSelected={wrap}
            onChange={(next) => {
              chosen.wrap = next;
              setWrap(next);
            }}
          >
            Wrap lines
          </Checkbox>
        )}
        <span className={styles.length}>{sizeOf(shown, text, place?.fullBytes)}</span>
        <Button isDisabled={text == null} onPress={() => void copy()}>
          Copy
        </Button>
        <Button onPress={onClose}>Close</Button>
      </div>
    </PopoverDialog>
  );
}

/** The parts of a nested value, or of a text that is JSON; null for others, and where only the beginning is here. */
function treeOf(place: CellPlace | undefined, field: Field): ValueTree {
  if (!place || place.fullBytes !== undefined) return null;
  const tree = readWhole(place.data, place.index);
  if (tree === null) return null;
  if (tree.kind === 'text') return field.kind === 'text' ? parseJson(tree.text) : null;
  return tree.kind === 'list' || tree.kind === 'entries' ? tree : null;
}

/** The value that a cell shows the beginning of, once it was fetched. */
function useWholeValue(detail: DetailOf): { place: CellPlace | undefined; error: AppError | null } {
  const [fetched, setFetched] = useState<{ place: CellPlace | undefined; error: AppError | null } | null>(
    null,
  );
  const isWhole = detail.place !== undefined && detail.place.fullBytes === undefined;
  useEffect(() => {
    if (isWhole) return;
    let gone = false;
    readValue(detail, SHOWN_BYTES).then(
      (place) => !gone && setFetched({ place, error: null }),
      (thrown) => !gone && setFetched({ place: detail.place, error: toAppError(thrown) }),
    );
    return () => {
      gone = true;
    };
  }, [detail, isWhole]);
  return fetched ?? { place: detail.place, error: null };
}

async function readValue(
  { queryId, row, column }: DetailOf,
  cellBytes?: number,
): Promise<CellPlace | undefined> {
  const limits = cellBytes === undefined ? {} : { cellBytes };
  return cellIn(await pagesOfQuery(queryId)(row, 1, [column], limits), 0, 0);
}

function Text({ text = '' }: { text: string | undefined }) {
  return textRuns(text).map((run, index) => <span key={index}>{run}</span>);
}

function shownText(view: ViewId, text: string | undefined): string | undefined {
  return view === 'hex' ? text && hexDump(text) : text?.slice(0, LONGEST);
}

function sizeOf(view: ViewId, text: string | null | undefined, fullBytes: number | undefined): string {
  if (text == null) return '';
  if (view === 'hex') {
    const bytes = fullBytes ?? (text.length - 2) / 2;
    return bytes > HEX_BYTES
      ? `${formatBytes(bytes)}, the first ${formatBytes(HEX_BYTES)} are shown`
      : formatBytes(bytes);
  }
  if (text.length < 40) return '';
  const size = fullBytes === undefined ? `${formatCount(text.length)} characters` : formatBytes(fullBytes);
  const shown = Math.min(text.length, LONGEST);
  const isCut = view === 'text' && (fullBytes !== undefined || text.length > LONGEST);
  return isCut ? `${size}, the first ${formatCount(shown)} characters are shown` : size;
}
