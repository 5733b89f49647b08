import { helpOption, type Option, optionHead, versionOption } from '../args/option';

/** Column where the explanations of options start. */
const INDENT = 30;

export interface HelpText {
  usage: string;
  summary: string;
  options: readonly Option[];
  /** Further paragraphs. */
  notes?: readonly string[];
}

export function helpText({ usage, summary, options, notes = [] }: HelpText): string {
  const lines = [...options, helpOption, versionOption].map(optionLines);
  return `${[`Usage: ${usage}`, summary, `Options:\n${lines.join('\n')}`, ...notes].join('\n\n')}\n`;
}

/** The paragraph that names every command with what it does. */
export function commandList(commands: readonly { words: readonly string[]; brief: string }[]): string {
  const names = commands.map(({ words }) => `planarium ${words.join(' ')}`);
  const width = Math.max(...names.map(({ length }) => length));
  const lines = commands.map(({ brief }, place) => `  ${names[place]?.padEnd(width)}  ${brief}`);
  return ['Commands:', ...lines, '', 'See planarium COMMAND --help for more.'].join('\n');
}

function optionLines(option: Option): string {
  const head = `  ${optionHead(option)}`;
  const [first, ...more] = option.help.split('\n');
  const start = head.length < INDENT - 1 ? head.padEnd(INDENT) : `${head}\n${' '.repeat(INDENT)}`;
  return [start + first, ...more.map((line) => ' '.repeat(INDENT) + line)].join('\n');
}
