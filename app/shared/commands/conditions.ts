/** Conditions of commands, each with the text that the user reads if it is not met. */
export const CONDITIONS = {
  tab: 'No tab is open',
  otherTab: 'No other tab is open',
  closedTab: 'No tab was closed',
  query: 'Open a query first',
  rows: 'Run a query first',
  running: 'Nothing is running',
  idle: 'A query is running in this tab',
} as const;

export type Condition = keyof typeof CONDITIONS;
