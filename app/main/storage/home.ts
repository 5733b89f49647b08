import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The user's folder: `PLANARIUM_HOME`, else `planarium` in the system's place
 * for settings (`XDG_CONFIG_HOME` or `~/.config`, Application Support, APPDATA).
 */
export function homeFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  user = homedir(),
): string {
  if (env.PLANARIUM_HOME) return env.PLANARIUM_HOME;
  if (platform === 'darwin') return join(user, 'Library', 'Application Support', 'Planarium');
  if (platform === 'win32') return join(env.APPDATA || join(user, 'AppData', 'Roaming'), 'Planarium');
  return join(env.XDG_CONFIG_HOME || join(user, '.config'), 'planarium');
}
