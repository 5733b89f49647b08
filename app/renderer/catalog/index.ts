export { followCatalog, openPaths, pickFiles } from './actions';
export { DropTarget } from './DropTarget';
export { quoteIdentifier } from './identifiers';
export { SideBar, type SideBarProps } from './SideBar';
export { useCatalog } from './store';
