import type { FileFormat } from '../../shared/table';
import { Checkbox, Select, TextField } from '../base';
import styles from './OptionsFields.module.css';
import type { ReaderForm, Types } from './readerForm';

interface Props {
  form: ReaderForm;
  /** The format that was found. */
  found: FileFormat;
  onChange(form: ReaderForm): void;
  onSubmit(): void;
}

type Choices<T extends string> = readonly { id: T; title: string }[];

const FORMATS: Choices<ReaderForm['format']> = [
  { id: '', title: 'Automatic' },
  { id: 'csv', title: 'CSV' },
  { id: 'json', title: 'JSON array' },
  { id: 'ndjson', title: 'JSON lines' },
  { id: 'parquet', title: 'Parquet' },
  { id: 'arrow', title: 'Arrow' },
];

const DELIMITERS = [
  { id: '', title: 'Automatic' },
  { id: ',', title: 'Comma' },
  { id: '\t', title: 'Tab' },
  { id: ';', title: 'Semicolon' },
  { id: '|', title: 'Pipe' },
  { id: ' ', title: 'Space' },
];

const HEADERS: Choices<ReaderForm['header']> = [
  { id: '', title: 'Automatic' },
  { id: 'true', title: 'Column names' },
  { id: 'false', title: 'Data' },
];

const QUOTES = [
  { id: '', title: 'Automatic' },
  { id: '"', title: 'Double quote' },
  { id: "'", title: 'Single quote' },
  { id: '`', title: 'Backtick' },
];

const COMPRESSIONS = [
  { id: '', title: 'Automatic' },
  { id: 'uncompressed', title: 'None' },
  { id: 'gzip', title: 'gzip' },
  { id: 'bzip2', title: 'bzip2' },
  { id: 'xz', title: 'xz' },
  { id: 'zstd', title: 'Zstandard' },
];

const OF_FIRST: Choices<Types> = [
  { id: 'auto', title: 'Found in the first rows' },
  { id: 'all', title: 'Found in all rows' },
];

/** The fields of {@link ReaderForm} that its format has. */
export function OptionsFields({ form, found, onChange, onSubmit }: Props) {
  const set = (changed: Partial<ReaderForm>) => onChange({ ...form, ...changed });
  const format = form.format || found;
  const isCsv = format === 'csv';
  const isText = isCsv || format === 'json' || format === 'ndjson';
  const types = [
    ...OF_FIRST,
    ...(isCsv ? [{ id: 'text' as const, title: 'All text' }] : []),
    ...(form.types === 'rows'
      ? [{ id: 'rows' as const, title: `Found in the first ${form.rows} rows` }]
      : []),
  ];

  return (
    <form
      className={styles.fields}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <Select
        label="Format"
        selected={form.format}
        options={FORMATS}
        onSelect={(id) => set({ format: id })}
      />
      {isCsv && (
        <>
          <Select
            label="Delimiter"
            selected={form.delimiter}
            options={withOther(DELIMITERS, form.delimiter)}
            onSelect={(delimiter) => set({ delimiter })}
          />
          <Select
            label="First line"
            selected={form.header}
            options={HEADERS}
            onSelect={(header) => set({ header })}
          />
          <Select
            label="Quote"
            selected={form.quote}
            options={withOther(QUOTES, form.quote)}
            onSelect={(quote) => set({ quote })}
          />
        </>
      )}
      {isText && (
        <>
          <Select
            label="Compression"
            selected={form.compression}
            options={withOther(COMPRESSIONS, form.compression)}
            onSelect={(compression) => set({ compression })}
          />
          <Select
            label="Column types"
            selected={form.types === 'text' && !isCsv ? 'auto' : form.types}
            options={types}
            onSelect={(id) => set({ types: id })}
          />
        </>
      )}
      {isCsv && (
        <>
          <TextField
            label="Text columns"
            value={form.textColumns}
            placeholder="none"
            description="Columns to read as text, separated by commas"
            onChange={(textColumns) => set({ textColumns })}
          />
          <div className={styles.box}>
            <Checkbox isSelected={form.shortRows} onChange={(shortRows) => set({ shortRows })}>
              Fill rows that are too short with NULL
            </Checkbox>
          </div>
        </>
      )}
      <button type="submit" hidden />
    </form>
  );
}

/** The list with a value that is none of it. */
function withOther(choices: Choices<string>, selected: string): Choices<string> {
  if (choices.some(({ id }) => id === selected)) return choices;
  return [...choices, { id: selected, title: selected }];
}
