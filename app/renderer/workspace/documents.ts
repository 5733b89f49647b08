import type { DocumentId } from '../../shared/identity';
import type { QueryFile } from '../../shared/workspace';

/** A text of SQL; what it says is in the texts of the workspace, by its id. */
interface QueryDocument {
  kind: 'query';
  id: DocumentId;
  title: string;
  /** Missing for a query that only the workspace holds. */
  file?: QueryFile;
}

/** A saved plan. `opened` counts how often the file was opened: each time it is read again. */
interface PlanDocument {
  kind: 'plan';
  id: DocumentId;
  title: string;
  path: string;
  opened: number;
}

/** What a tab can show. Runs, results, plans and editors belong to documents, whatever shows them. */
export type Document = QueryDocument | PlanDocument;

export type DocumentOf<K extends Document['kind']> = Extract<Document, { kind: K }>;

/** What differs by kind where tabs are handled; how a kind is shown is in `app/renderer/shell/documentViews.tsx`. */
interface DocumentKind<D extends Document> {
  /** Whether the user may give it another title. */
  renamable: boolean;
  /** The tooltip of its tab. */
  tooltip(document: D): string;
}

const KINDS: { [K in Document['kind']]: DocumentKind<DocumentOf<K>> } = {
  query: { renamable: true, tooltip: ({ title, file }) => file?.path ?? title },
  plan: { renamable: false, tooltip: ({ path }) => path },
};

export function isRenamable({ kind }: Document): boolean {
  return KINDS[kind].renamable;
}

export function tooltipOf(document: Document): string {
  return (KINDS[document.kind] as DocumentKind<Document>).tooltip(document);
}
