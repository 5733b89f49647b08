import { EXPORT_FORMATS, type ExportFormat, SHEET_ROWS } from '../../shared/rowExport';

/** What the dialog shows. Fields that a format does not have are kept for those that do. */
export interface ExportForm {
  format: ExportFormat;
  what: 'stored' | 'again';
  delimiter: string;
  quote: string;
  header: boolean;
  nullValue: string;
  lineEnding: 'lf' | 'crlf';
  /** By format; one that is missing has its default. */
  compression: Partial<Record<ExportFormat, string>>;
  rowGroupRows: string;
  sheet: string;
  splitSheets: boolean;
  /** Columns as a line of CSV; empty for one file. */
  partitionBy: string;
}

export const defaultForm: ExportForm = {
  format: 'csv',
  what: 'stored',
  delimiter: ',',
  quote: '"',
  header: true,
  nullValue: '',
  lineEnding: 'lf',
  compression: {},
  rowGroupRows: '',
  sheet: '',
  splitSheets: false,
  partitionBy: '',
};

/** The options of the format that differ from its defaults. */
export function optionsOf(form: ExportForm): Record<string, string> {
  const { format } = form;
  const { compressions, partitions } = EXPORT_FORMATS[format];
  const options: Record<string, string> = {};
  const set = (name: string, value: string, usual = '') => {
    if (value !== usual) options[name] = value;
  };
  const delimited = format === 'csv' || format === 'tsv';
  if (format === 'csv') set('delimiter', form.delimiter, ',');
  if (delimited) {
    set('quote', form.quote, '"');
    set('null_value', form.nullValue);
    set('line_ending', form.lineEnding, 'lf');
  }
  if (delimited || format === 'xlsx') set('has_header', String(form.header), 'true');
  if (format === 'parquet') set('row_group_rows', form.rowGroupRows.replaceAll(/[\s,]/g, ''));
  if (format === 'xlsx') {
    set('sheet', form.sheet.trim());
    set('split_sheets', String(form.splitSheets), 'false');
  }
  set('compression', form.compression[format] ?? '', compressions[0] ?? '');
  if (form.compression[format] === undefined) delete options.compression;
  if (partitions) set('partition_by', form.partitionBy.trim());
  return options;
}

/** Why a sheet has no room for `rows`, before the export finds out; null where it has. */
export function sheetLimit(form: ExportForm, rows: number): string | null {
  const most = SHEET_ROWS - (form.header ? 1 : 0);
  if (form.format !== 'xlsx' || form.splitSheets || rows <= most) return null;
  return `An Excel sheet holds up to ${most.toLocaleString('en-US')} rows. Continue on further sheets, or choose CSV or Parquet.`;
}
