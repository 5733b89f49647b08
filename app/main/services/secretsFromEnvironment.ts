const PREFIX = 'PLANARIUM_SECRET_';

/**
 * Credentials for plans that were saved without them: the variables `PLANARIUM_SECRET_*`, by the
 * end of their name. No other variable is read, so that an untrusted plan cannot name one and get
 * its value.
 */
export function secretsFromEnvironment(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const given = Object.entries(env).filter(([name, value]) => name.startsWith(PREFIX) && value);
  return Object.fromEntries(given.map(([name, value]) => [name.slice(PREFIX.length), value ?? '']));
}
