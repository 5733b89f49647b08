/** A column whose type is given, as SQL names it. */
export interface ColumnType {
  column: string;
  type: string;
}

/** What `text_columns` stands for. */
export const TEXT_TYPE = 'VARCHAR';

/** Types that the values of a text file can be given, by DataFusion's names in SQL. */
export const TYPES = [
  'VARCHAR',
  'BIGINT',
  'DOUBLE',
  'DECIMAL(18, 2)',
  'BOOLEAN',
  'DATE',
  'TIMESTAMP',
] as const;

/** The columns that the option `column_types` declares, as SQL does; what is no declaration is left out. */
export function parseTypes(text: string): ColumnType[] {
  const declarations = text.match(/(?:"(?:[^"]|"")*"|\((?:[^()]*)\)|[^,("])+/g) ?? [];
  return declarations.flatMap((declaration) => {
    const found = /^\s*(?:"((?:[^"]|"")*)"|([^\s"]+))\s+(.+?)\s*$/s.exec(declaration);
    if (!found) return [];
    const [, quoted, plain, type = ''] = found;
    return [{ column: quoted?.replaceAll('""', '"') ?? plain ?? '', type }];
  });
}

/** {@link parseTypes} the other way round. */
export function formatTypes(types: readonly ColumnType[]): string {
  return types.map(({ column, type }) => `${identifier(column)} ${type}`).join(', ');
}

/** `types` with another type of a column; an empty one leaves it to what is found. */
export function withType(types: readonly ColumnType[], column: string, type: string): ColumnType[] {
  const others = types.filter((other) => other.column !== column);
  return type === '' ? others : [...others, { column, type }];
}

/** The values of one line of CSV. */
export function csvValues(line: string): string[] {
  const values = line.match(/(?:"(?:[^"]|"")*"|[^,"])+/g) ?? [];
  return values.map((value) => {
    const quoted = /^\s*"((?:[^"]|"")*)"\s*$/.exec(value)?.[1];
    return quoted === undefined ? value.trim() : quoted.replaceAll('""', '"');
  });
}

/** One value of a line of CSV. */
export function csvValue(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function identifier(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
