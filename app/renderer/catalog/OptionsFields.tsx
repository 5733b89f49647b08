import { formatCount } from '../../shared/figures';
import type { FileFormat, ReaderOptions } from '../../shared/table';
import { Checkbox, Select, TextField } from '../base';
import { ENCODINGS } from './encodings';
import styles from './OptionsFields.module.css';
import { ALL_ROWS, NO_ROWS, type ReaderForm } from './readerForm';

interface Props {
  form: ReaderForm;
  /** The format that was found. */
  found: FileFormat;
  /** Options as they were found in the files; null until these were read. */
  foundOptions: ReaderOptions | null;
  /** The worksheets of a workbook. */
  sheets: readonly string[];
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
  { id: 'excel', title: 'Excel' },
];

const DELIMITERS = [
  { id: '', title: 'Automatic' },
  { id: ',', title: 'Comma' },
  { id: '\t', title: 'Tab' },
  { id: ';', title: 'Semicolon' },
  { id: '|', title: 'Pipe' },
  { id: ' ', title: 'Space' },
];

const HEADERS = [
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

const SAMPLES = [
  { id: '', title: 'First 10,000 rows' },
  { id: '100000', title: 'First 100,000 rows' },
  { id: ALL_ROWS, title: 'All rows' },
];

const ALL_ENCODINGS = [{ id: '', title: 'Automatic' }, ...ENCODINGS];

/** The fields of {@link ReaderForm} that its format has. */
export function OptionsFields({ form, found, foundOptions, sheets, onChange, onSubmit }: Props) {
  const set = (changed: Partial<ReaderForm>) => onChange({ ...form, ...changed });
  const format = form.format || found;
  const isCsv = format === 'csv';
  const isText = isCsv || format === 'json' || format === 'ndjson';
  const samples = [...SAMPLES, ...(isCsv ? [{ id: NO_ROWS, title: 'None: all columns are text' }] : [])];
  const rows = form.rows === NO_ROWS && !isCsv ? '' : form.rows;
  /** The choices with what was found beside `Automatic`. */
  const told = (choices: Choices<string>, key: string): Choices<string> => {
    const value = foundOptions?.[key] ?? ABSENT[key];
    const name = choices.find(({ id }) => id === value)?.title ?? value;
    if (!name || foundOptions === null) return choices;
    return choices.map((choice) => (choice.id === '' ? { id: '', title: `Automatic: ${name}` } : choice));
  };

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
        options={FORMATS.map((choice) =>
          choice.id === '' && foundOptions ? { id: '', title: `Automatic: ${formatTitle(found)}` } : choice,
        )}
        onSelect={(id) => set({ format: id as ReaderForm['format'] })}
      />
      {format === 'excel' && (
        <>
          <Select
            label="Worksheet"
            selected={form.sheet}
            options={withOther(
              told([{ id: '', title: 'Automatic' }, ...sheets.map((id) => ({ id, title: id }))], 'sheet'),
              form.sheet,
            )}
            onSelect={(sheet) => set({ sheet })}
          />
          <Select
            label="First row"
            selected={form.header}
            options={told(HEADERS, 'has_header')}
            onSelect={(header) => set({ header: header as ReaderForm['header'] })}
          />
        </>
      )}
      {isCsv && (
        <>
          <Select
            label="Delimiter"
            selected={form.delimiter}
            options={withOther(told(DELIMITERS, 'delimiter'), form.delimiter)}
            onSelect={(delimiter) => set({ delimiter })}
          />
          <Select
            label="First line"
            selected={form.header}
            options={told(HEADERS, 'has_header')}
            onSelect={(header) => set({ header: header as ReaderForm['header'] })}
          />
          <Select
            label="Quote"
            selected={form.quote}
            options={withOther(told(QUOTES, 'quote'), form.quote)}
            onSelect={(quote) => set({ quote })}
          />
          <TextField
            label="NULL text"
            value={form.nullText}
            placeholder="empty values only"
            description="Values read as NULL, such as NA,-"
            onChange={(nullText) => set({ nullText })}
          />
          <Select
            label="Encoding"
            selected={form.encoding}
            options={withOther(told(ALL_ENCODINGS, 'encoding'), form.encoding)}
            onSelect={(encoding) => set({ encoding })}
          />
        </>
      )}
      {isText && (
        <>
          <Select
            label="Compression"
            selected={form.compression}
            options={withOther(told(COMPRESSIONS, 'compression'), form.compression)}
            onSelect={(compression) => set({ compression })}
          />
          <Select
            label="Types from"
            selected={rows}
            options={withOther(samples, rows)}
            onSelect={(id) => set({ rows: id })}
          />
        </>
      )}
      {isCsv && (
        <Checkbox isSelected={form.shortRows} onChange={(shortRows) => set({ shortRows })}>
          Fill short rows with NULL
        </Checkbox>
      )}
      <button type="submit" hidden />
    </form>
  );
}

/** What an option is that files say nothing of. */
const ABSENT: ReaderOptions = { encoding: 'utf-8', compression: 'uncompressed' };

function formatTitle(format: FileFormat): string {
  return FORMATS.find(({ id }) => id === format)?.title ?? format;
}

/** The list with a value that is none of it. */
function withOther(choices: Choices<string>, selected: string): Choices<string> {
  if (choices.some(({ id }) => id === selected)) return choices;
  const title = /^\d+$/.test(selected) ? `First ${formatCount(Number(selected))} rows` : selected;
  return [...choices, { id: selected, title }];
}
