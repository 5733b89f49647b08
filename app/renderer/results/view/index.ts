export { FindBar } from './FindBar';
export { findInResults } from './find';
export { ArrangedRows, HeaderTools } from './HeaderTools';
export { useArranged } from './useArranged';
export { useGoToMatch } from './useGoToMatch';
export { ViewBar } from './ViewBar';
