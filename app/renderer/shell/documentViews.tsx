import type { ReactNode } from 'react';
import type { Document, DocumentOf } from '../workspace';
import { PlanTab } from './PlanTab';
import { QueryTab } from './QueryTab';

type Views = { [K in Document['kind']]: (document: DocumentOf<K>) => ReactNode };

/** How the work area shows each kind of document. */
const VIEWS: Views = {
  query: ({ id, title }) => <QueryTab documentId={id} title={title} />,
  plan: ({ id, path, opened }) => <PlanTab key={id} documentId={id} path={path} opened={opened} />,
};

/** A document as the work area shows it. */
export function viewOf(document: Document): ReactNode {
  return (VIEWS[document.kind] as (document: Document) => ReactNode)(document);
}
