export { followCatalog, pickFiles } from './actions';
export { DropTarget } from './DropTarget';
export { quoteIdentifier } from './identifiers';
export { SideBar } from './SideBar';
export { useCatalog } from './store';
