import { type Chord, keysText } from '../../shared/commands/chord';
import { COMMAND_IDS, commandOf, keysOf, MENUS, SCOPED_KEYS, SCOPES } from '../../shared/commands/registry';

export interface ShortcutGroup {
  /** A menu, or a part of the window where its keys have this meaning. */
  title: string;
  rows: readonly { title: string; keys: readonly Chord[] }[];
}

/** The keys of all commands by menu, then those of the window's parts; only what `query` is part of, by title or keys. */
export function shortcutGroups(query: string, mac: boolean): ShortcutGroup[] {
  const wanted = query.trim().toLowerCase();
  const matching = ({ title, keys }: ShortcutGroup['rows'][number]) =>
    keys.length > 0 &&
    [title, ...keys.map((chord) => keysText(chord, mac))].some((text) => text.toLowerCase().includes(wanted));
  const menus = MENUS.map((menu) => ({
    title: menu,
    rows: COMMAND_IDS.filter((id) => commandOf(id).menu === menu)
      .map((id) => ({ title: commandOf(id).title.replace(/…$/, ''), keys: keysOf(id, mac) }))
      .filter(matching),
  }));
  const scopes = Object.entries(SCOPES).map(([scope, title]) => ({
    title,
    rows: Object.values(SCOPED_KEYS)
      .filter((row) => row.scope === scope)
      .filter(matching),
  }));
  return [...menus, ...scopes].filter(({ rows }) => rows.length > 0);
}
