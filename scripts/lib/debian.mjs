/** The system libraries that Electron needs, and the virtual display for machines without one. */
import { existsSync } from 'node:fs';
import { output, run, which } from './run.mjs';
import { detail, title, UserError, warn } from './say.mjs';

const libraries = ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libxss1', 'libxtst6'];
const virtualDisplay = ['xvfb'];

/** Debian and Ubuntu renamed some of them for the 64-bit time transition. */
const installedAs = (name) => [name, `${name}t64`];

/** Whether this machine can show windows. */
export function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/**
 * Ensures that the packages are installed: installs missing ones as root on a
 * Debian system, else throws {@link UserError} with the command to run. On other
 * Linux systems it only checks for Xvfb if that is needed.
 */
export async function requireSystemPackages() {
  if (process.platform !== 'linux') return;
  if (!existsSync('/etc/debian_version')) {
    if (!hasDisplay() && !which('Xvfb'))
      throw new UserError('There is no display and no Xvfb: install Xvfb with your package manager');
    return;
  }
  const wanted = hasDisplay() ? libraries : [...virtualDisplay, ...libraries];
  const missing = missingOf(wanted);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) {
    throw new UserError(
      `Electron needs system packages that are missing. Install them with\n    sudo apt-get update && sudo apt-get install -y ${available(missing).join(' ')}`,
    );
  }
  title(`Installing Debian packages: ${missing.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, onLine: (line) => detail(line) };
  if ((await run('apt-get', ['update'], options)) !== 0)
    warn('apt-get update failed; trying with the lists at hand');
  const names = available(missing);
  const code = await run('apt-get', ['install', '-y', '--no-install-recommends', ...names], options);
  if (code !== 0)
    throw new UserError(
      `apt-get could not install them. Try\n    apt-get update && apt-get install -y ${names.join(' ')}`,
    );
}

function missingOf(names) {
  // `dpkg -l` cuts names to the width of the terminal; this prints "ii libnss3".
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query fills it in.
  const listed = output('dpkg-query', ['-W', '-f', '${db:Status-Abbrev} ${Package}\n']) ?? '';
  const installed = new Set(
    listed
      .split('\n')
      .map((line) => line.split(/\s+/))
      // The second letter is the state; the first is the requested action, such as a hold.
      .filter(([state]) => state[1] === 'i')
      .map(([, name]) => name),
  );
  return names.filter((name) => !installedAs(name).some((other) => installed.has(other)));
}

/** Their names in this release. */
function available(names) {
  return names.map((name) => {
    const known = installedAs(name).filter((other) =>
      /Candidate: (?!\(none\))/.test(output('apt-cache', ['policy', other]) ?? ''),
    );
    return known.at(-1) ?? name;
  });
}
