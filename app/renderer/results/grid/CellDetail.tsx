import { formatCount } from '../../../shared/figures';
import type { Field } from '../../../shared/table';
import { Button, classNames, PopoverDialog, writeClipboard } from '../../base';
import { plainCell, prettyCell } from '../format';
import type { CellPlace } from '../pages';
import styles from './CellDetail.module.css';
import { textRuns } from './textRuns';

export interface DetailOf {
  row: number;
  column: number;
  field: Field;
  place: CellPlace | undefined;
  /** Where the cell is in the window. */
  box: DOMRect;
}

/** Characters drawn at most; the whole value can be copied. */
const LONGEST = 200_000;

/** The whole value of one cell, with nested values and JSON over several lines. */
export function CellDetail({ detail, onClose }: { detail: DetailOf | null; onClose(): void }) {
  if (!detail) return null;
  const { field, row, place, box } = detail;
  const text = place && prettyCell(place.data, place.index);
  const plain = place && plainCell(place.data, place.index);
  return (
    <PopoverDialog label={`${field.name}, row ${formatCount(row + 1)}`} box={box} onClose={onClose}>
      <div className={styles.head}>
        <strong className={styles.name}>{field.name}</strong>
        <span className={styles.type}>{field.type}</span>
        <span className={styles.row}>Row {formatCount(row + 1)}</span>
      </div>
      <pre className={classNames(styles.value, text === null && styles.null)} tabIndex={-1}>
        {text === null ? 'null' : text === '' ? '(empty text)' : <Text text={text?.slice(0, LONGEST)} />}
      </pre>
      <div className={styles.foot}>
        <span className={styles.length}>{sizeOf(text)}</span>
        <Button isDisabled={plain == null} onPress={() => writeClipboard(plain ?? '')}>
          Copy
        </Button>
        <Button onPress={onClose}>Close</Button>
      </div>
    </PopoverDialog>
  );
}

function Text({ text = '' }: { text: string | undefined }) {
  return textRuns(text).map((run, index) => <span key={index}>{run}</span>);
}

function sizeOf(text: string | null | undefined): string {
  if (text == null || text.length < 40) return '';
  const cut = text.length > LONGEST ? `, the first ${formatCount(LONGEST)} are shown` : '';
  return `${formatCount(text.length)} characters${cut}`;
}
