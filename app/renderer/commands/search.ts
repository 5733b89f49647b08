import fuzzysort from 'fuzzysort';
import { commandOf, WINDOW_COMMANDS, type WindowCommand } from '../../shared/commands/registry';

export interface Found {
  id: WindowCommand;
  /** The title cut into parts; those at odd places are what was typed. */
  parts: readonly string[];
}

/** Below this a match is letters that happen to be there. */
const THRESHOLD = 0.3;

const ENTRIES = WINDOW_COMMANDS.map((id) => {
  const { title, menu, description = '' } = commandOf(id);
  return { id, title: fuzzysort.prepare(title), full: fuzzysort.prepare(`${menu} ${title} ${description}`) };
});

/**
 * Commands by what was typed of their titles, the best match first; without a query those in `recent`
 * come first, then all in the order of the menus.
 */
export function searchCommands(query: string, recent: readonly WindowCommand[]): Found[] {
  const typed = query.trim();
  if (!typed) {
    const rest = WINDOW_COMMANDS.filter((id) => !recent.includes(id));
    return [...recent, ...rest].map((id) => ({ id, parts: [commandOf(id).title] }));
  }
  const results = fuzzysort.go(typed, ENTRIES, {
    keys: [({ title }) => title, ({ full }) => full],
    limit: 0,
    threshold: THRESHOLD,
  });
  return results.map(({ 0: inTitle, obj }) => {
    const { title } = commandOf(obj.id);
    return { id: obj.id, parts: inTitle ? partsOf(title, inTitle.indexes) : [title] };
  });
}

/** The text cut where a run of matched characters begins or ends. */
function partsOf(text: string, indexes: readonly number[]): string[] {
  const matched = new Set(indexes);
  const parts = [''];
  for (let index = 0; index < text.length; index += 1) {
    // Even places are what was not typed: each change of the two begins another part.
    if (matched.has(index) !== (parts.length % 2 === 0)) parts.push('');
    parts[parts.length - 1] += text.charAt(index);
  }
  return parts;
}
