/** One option of a command: the only source for parsing and `--help`. */
export interface Option {
  /** Long name, without dashes. */
  name: string;
  /** One letter. */
  short?: string;
  /** Name of its value; without it the option is a switch. */
  value?: string;
  /** The values it may take. */
  choices?: readonly string[];
  /** May be given more than once. */
  multiple?: boolean;
  /** One or more lines of help. */
  help: string;
}

export const helpOption: Option = { name: 'help', short: 'h', help: 'Show this help' };
export const versionOption: Option = { name: 'version', short: 'V', help: 'Show the version' };

/** `-o, --output OUT`. */
export function optionHead({ name, short, value }: Option): string {
  return `${short ? `-${short}, ` : '    '}--${name}${value ? ` ${value}` : ''}`;
}
