const told = new Set<string>();

/** Tells once per process that `alias` is old, as a `DeprecationWarning` with a code of its own. */
export function warnDeprecated(alias: string, instead: string): void {
  if (told.has(alias)) return;
  told.add(alias);
  const code = `PLANARIUM_${alias.replace('.', '_').toUpperCase()}`;
  process.emitWarning(`${alias} is deprecated: use ${instead}.`, { type: 'DeprecationWarning', code });
}
