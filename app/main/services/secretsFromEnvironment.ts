const PREFIX = 'PLANARIUM_SECRET_';

/**
 * Credentials for plans that were saved without them: the variables `PLANARIUM_SECRET_*`, by the
 * end of their name. No other variable is looked at: a plan from elsewhere must not be able to
 * name what it would like to have.
 */
export function secretsFromEnvironment(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const given = Object.entries(env).filter(([name, value]) => name.startsWith(PREFIX) && value);
  return Object.fromEntries(given.map(([name, value]) => [name.slice(PREFIX.length), value ?? '']));
}
