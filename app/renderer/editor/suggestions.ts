import type { TableInfo } from '../../shared/table';

export interface Suggestion {
  kind: 'table' | 'column' | 'keyword' | 'function';
  name: string;
  /** A type or where it comes from. */
  detail: string;
  /** Smaller comes first. */
  rank: number;
}

export interface SuggestInput {
  /** Text up to the word that is being typed. */
  before: string;
  /** The whole text, in which aliases are looked for. */
  text: string;
  tables: readonly TableInfo[];
  keywords: readonly string[];
  functions: readonly string[];
}

/**
 * What may be typed next. After `name.` the columns of that table or alias
 * only; else tables (first after FROM and JOIN), columns of the tables that the
 * text names (first elsewhere), functions and keywords.
 */
export function suggest({ before, text, tables, keywords, functions }: SuggestInput): Suggestion[] {
  const qualifier = /([\w$]+|"[^"]+")\.\s*$/.exec(before)?.[1]?.replaceAll('"', '');
  if (qualifier) {
    const table = tableNamed(qualifier, text, tables);
    return table ? columnsOf(table, 0) : [];
  }
  const wantsTable = /\b(from|join|into|update|table|describe)\s+$/i.test(before);
  const named = tables.filter((table) => mentions(text, table.name));
  return [
    ...tables.map((table) => ({
      kind: 'table' as const,
      name: table.name,
      detail: table.format ?? table.origin,
      rank: wantsTable ? 0 : 2,
    })),
    ...unique(named.flatMap((table) => columnsOf(table, 1))),
    ...functions.map((name) => ({ kind: 'function' as const, name, detail: 'function', rank: 3 })),
    ...keywords.map((word) => ({ kind: 'keyword' as const, name: word.toUpperCase(), detail: '', rank: 4 })),
  ];
}

function columnsOf(table: TableInfo, rank: number): Suggestion[] {
  return table.columns.map((column) => ({
    kind: 'column',
    name: column.name,
    detail: `${column.shortType} · ${table.name}`,
    rank,
  }));
}

function unique(suggestions: Suggestion[]): Suggestion[] {
  return [...new Map(suggestions.map((suggestion) => [suggestion.name, suggestion])).values()];
}

function tableNamed(name: string, text: string, tables: readonly TableInfo[]): TableInfo | undefined {
  const lower = name.toLowerCase();
  const direct = tables.find((table) => table.name.toLowerCase() === lower);
  if (direct) return direct;
  return tables.find((table) =>
    new RegExp(`\\b${escapeRegExp(table.name)}"?\\s+(as\\s+)?"?${escapeRegExp(name)}\\b`, 'i').test(text),
  );
}

function mentions(text: string, name: string): boolean {
  return new RegExp(`(^|[^\\w$])${escapeRegExp(name)}($|[^\\w$])`, 'i').test(text);
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
