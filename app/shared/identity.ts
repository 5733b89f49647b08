declare const brand: unique symbol;

/** Names a document of the workspace: a query, or a saved plan. Runs, results and editors belong to it. */
export type DocumentId = string & { readonly [brand]: 'document' };

/** Names a tab, which shows a document. */
export type TabId = string & { readonly [brand]: 'tab' };

export function newDocumentId(): DocumentId {
  return crypto.randomUUID() as DocumentId;
}

export function newTabId(): TabId {
  return crypto.randomUUID() as TabId;
}
