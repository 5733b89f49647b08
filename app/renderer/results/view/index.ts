export { FindBar } from './FindBar';
export { findInResults } from './find';
export { ArrangedRows, HeaderTools } from './HeaderTools';
export { partsOf } from './rowsId';
export { useArranged } from './useArranged';
export { useGoToMatch } from './useGoToMatch';
export { ViewBar } from './ViewBar';
