import { formatCount } from '../../shared/figures';
import { EXPORT_FORMATS, type ExportFormat } from '../../shared/rowExport';
import { Checkbox, Select, TextField } from '../base';
import styles from './ExportDialog.module.css';
import type { ExportForm } from './exportForm';
import type { ExportTarget } from './store';

interface Props {
  target: ExportTarget;
  form: ExportForm;
  onChange(form: ExportForm): void;
  onSubmit(): void;
}

const FORMATS = Object.entries(EXPORT_FORMATS).map(([id, { title }]) => ({ id: id as ExportFormat, title }));

const DELIMITERS = [
  { id: ',', title: 'Comma' },
  { id: ';', title: 'Semicolon' },
  { id: '|', title: 'Pipe' },
  { id: ' ', title: 'Space' },
];

const QUOTES = [
  { id: '"', title: 'Double quote' },
  { id: "'", title: 'Single quote' },
];

const LINE_ENDINGS = [
  { id: 'lf' as const, title: 'LF (Linux, macOS)' },
  { id: 'crlf' as const, title: 'CRLF (Windows)' },
];

const COMPRESSIONS: Readonly<Record<string, string>> = {
  none: 'None',
  gzip: 'gzip',
  zstd: 'Zstandard',
  snappy: 'Snappy',
  lz4: 'LZ4',
  brotli: 'Brotli',
  deflate: 'Deflate',
};

/** Which rows, in which format, with the options that it has. */
export function ExportFields({ target, form, onChange, onSubmit }: Props) {
  const set = (changed: Partial<ExportForm>) => onChange({ ...form, ...changed });
  const { format } = form;
  const { compressions, partitions } = EXPORT_FORMATS[format];
  const isDelimited = format === 'csv' || format === 'tsv';
  const stored = `${formatCount(target.rows)} stored`;

  return (
    <form
      className={styles.fields}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {target.partial && (
        <Select
          label="Rows"
          selected={form.what}
          options={[
            { id: 'stored', title: stored },
            { id: 'again', title: 'All, by running the statement again' },
          ]}
          onSelect={(what) => set({ what })}
        />
      )}
      <Select
        label="Format"
        selected={format}
        options={FORMATS}
        onSelect={(chosen) => set({ format: chosen })}
      />
      {format === 'csv' && (
        <Select
          label="Delimiter"
          selected={form.delimiter}
          options={DELIMITERS}
          onSelect={(delimiter) => set({ delimiter })}
        />
      )}
      {isDelimited && (
        <>
          <Select label="Quote" selected={form.quote} options={QUOTES} onSelect={(quote) => set({ quote })} />
          <TextField
            label="NULL"
            value={form.nullValue}
            placeholder="empty"
            onChange={(nullValue) => set({ nullValue })}
          />
          <Select
            label="Line ending"
            selected={form.lineEnding}
            options={LINE_ENDINGS}
            onSelect={(lineEnding) => set({ lineEnding })}
          />
        </>
      )}
      {compressions.length > 0 && (
        <Select
          label="Compression"
          selected={form.compression[format] ?? compressions[0] ?? ''}
          options={compressions.map((id) => ({ id, title: COMPRESSIONS[id] ?? id }))}
          onSelect={(compression) => set({ compression: { ...form.compression, [format]: compression } })}
        />
      )}
      {format === 'parquet' && (
        <TextField
          label="Row group"
          value={form.rowGroupRows}
          placeholder="up to 1,048,576 rows"
          onChange={(rowGroupRows) => set({ rowGroupRows })}
        />
      )}
      {format === 'xlsx' && (
        <TextField
          label="Sheet"
          value={form.sheet}
          placeholder="Rows"
          maxLength={31}
          onChange={(sheet) => set({ sheet })}
        />
      )}
      {partitions && (
        <TextField
          label="Partition by"
          value={form.partitionBy}
          placeholder="none: one file"
          description="Columns, separated by commas: a folder with a file for each value"
          onChange={(partitionBy) => set({ partitionBy })}
        />
      )}
      {(isDelimited || format === 'xlsx') && (
        <div className={styles.box}>
          <Checkbox isSelected={form.header} onChange={(header) => set({ header })}>
            Column names in the first row
          </Checkbox>
        </div>
      )}
      {format === 'xlsx' && (
        <div className={styles.box}>
          <Checkbox isSelected={form.splitSheets} onChange={(splitSheets) => set({ splitSheets })}>
            Continue on further sheets when one is full
          </Checkbox>
        </div>
      )}
      <button type="submit" hidden />
    </form>
  );
}
