const warned = new Set<string>();

/** Warns once per process that `alias` is deprecated, as a `DeprecationWarning` with its own code. */
export function warnDeprecated(alias: string, instead: string): void {
  if (warned.has(alias)) return;
  warned.add(alias);
  const code = `PLANARIUM_${alias.replace('.', '_').toUpperCase()}`;
  process.emitWarning(`${alias} is deprecated: use ${instead}.`, { type: 'DeprecationWarning', code });
}
