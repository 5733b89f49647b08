export { FilterForm } from './FilterForm';
export { FindBar } from './FindBar';
export { findInResults } from './find';
export { ArrangedRows, HeaderTools } from './HeaderTools';
export { useArranged } from './useArranged';
export { useGoToMatch } from './useGoToMatch';
export { ViewBar } from './ViewBar';
export { viewActions } from './viewActions';
