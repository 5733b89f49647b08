import { useEffect, useState } from 'react';
import type { AppError } from '../../../shared/errors';
import { formatBytes, formatCount } from '../../../shared/figures';
import type { Field } from '../../../shared/table';
import { Button, classNames, ErrorNotice, PopoverDialog, toastError, writeClipboard } from '../../base';
import { toAppError } from '../../bridge';
import { plainCell, prettyCell } from '../format';
import { type CellPlace, cellIn, pagesOfQuery } from '../pages';
import styles from './CellDetail.module.css';
import { textRuns } from './textRuns';

export interface DetailOf {
  queryId: string;
  row: number;
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

/** The whole value of one cell, with nested values and JSON over several lines. */
export function CellDetail({ detail, onClose }: { detail: DetailOf | null; onClose(): void }) {
  return detail && <Opened detail={detail} onClose={onClose} />;
}

function Opened({ detail, onClose }: { detail: DetailOf; onClose(): void }) {
  const { field, row, box } = detail;
  const { place, error } = useWholeValue(detail);
  const text = place && prettyCell(place.data, place.index);

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
      <pre className={classNames(styles.value, text === null && styles.null)} tabIndex={-1}>
        {text === null ? 'null' : text === '' ? '(empty text)' : <Text text={text?.slice(0, LONGEST)} />}
      </pre>
      <div className={styles.foot}>
        <span className={styles.length}>{sizeOf(text, place?.fullBytes)}</span>
        <Button isDisabled={text == null} onPress={() => void copy()}>
          Copy
        </Button>
        <Button onPress={onClose}>Close</Button>
      </div>
    </PopoverDialog>
  );
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

function sizeOf(text: string | null | undefined, fullBytes: number | undefined): string {
  if (text == null || text.length < 40) return '';
  const size = fullBytes === undefined ? `${formatCount(text.length)} characters` : formatBytes(fullBytes);
  const shown = Math.min(text.length, LONGEST);
  const isCut = fullBytes !== undefined || text.length > LONGEST;
  return isCut ? `${size}, the first ${formatCount(shown)} characters are shown` : size;
}
