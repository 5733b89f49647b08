export { followCatalog, pickFiles } from './actions';
export { CatalogDialogs } from './CatalogDialogs';
export { DropTarget } from './DropTarget';
export { quoteIdentifier } from './identifiers';
export { ReopenButtons } from './ReopenButtons';
export { SideBar } from './SideBar';
export { useCatalog } from './store';
