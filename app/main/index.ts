import { rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { app, dialog, session } from 'electron';
import { buildApplicationMenu } from './applicationMenu';
import { argumentsWith, filesOf } from './commandLine';
import { catchFaults } from './crash';
import { devServer } from './devServer';
import { openLog } from './log';
import { openProfile, type Profile } from './profile';
import { registerAppScheme, serveApp, serveDevApp } from './protocol';
import { quitWhenSaved } from './quitting';
import { flightsTemplate } from './samples';
import { denyEscapes, lockSession } from './security';
import { homeFolder } from './storage/home';
import { sweepProcessFolders } from './storage/temporaries';
import { Workbench } from './workbench';
import { Workbenches } from './workbenches';

/**
 * Composition root. The order matters: scheme and folders before the
 * application is ready, the lock before anything is opened.
 *
 * Environment: `PLANARIUM_HOME` moves the user's folder; `PLANARIUM_ADDON`
 * names the native addon.
 */
const root = resolve(__dirname, '../..');
const home = resolve(homeFolder());
const profile = profileOrExit();
const log = openLog(profile.logs);
const development = Boolean(process.defaultApp);
const files = filesOf(process.argv, { development, folder: process.cwd() });
const workbenches = new Workbenches();

app.setPath('userData', profile.chromium);
if (profile.problem) {
  log.fault(`${home} cannot be written`, profile.problem);
  app.on('quit', () => {
    try {
      rmSync(profile.chromium, { recursive: true, force: true });
    } catch {
      // Chromium may still be writing; the next such start removes what it leaves.
    }
  });
}
registerAppScheme();
denyEscapes();
catchFaults(log, (message) => {
  const workbench = workbenches.current();
  if (workbench) workbench.failed(message, log.path);
  else dialog.showErrorBox('Planarium failed', `${message}\n\nThe log is ${log.path}.`);
});

if (!app.requestSingleInstanceLock({ files })) {
  app.exit(0);
} else {
  const quitting = quitWhenSaved(
    app,
    () => workbenches.close(),
    (asked) => argumentsWith(asked, process.argv, { development }),
  );
  app.on('second-instance', (_event, _argv, _folder, sent) => {
    const asked = (sent as { files?: string[] } | undefined)?.files ?? [];
    if (quitting.startAgain(asked)) return;
    workbenches.current()?.show();
    workbenches.openFiles(asked);
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    if (!quitting.startAgain([path])) workbenches.openFiles([path]);
  });
  app.on('window-all-closed', () => app.quit());
  void app.whenReady().then(start);
}

function profileOrExit(): Profile {
  try {
    return openProfile(home);
  } catch (thrown) {
    const remedy = 'Set PLANARIUM_HOME or TMPDIR to a folder that you may write to and that has room.';
    dialog.showErrorBox(
      'Planarium cannot start',
      `Neither ${home} nor a temporary folder can be written: ${String(thrown)}\n\n${remedy}`,
    );
    process.exit(1);
  }
}

async function start(): Promise<void> {
  const server = devServer();
  lockSession(session.defaultSession, server);
  if (import.meta.env.DEV && server) serveDevApp(server);
  else serveApp(join(root, 'dist/renderer'));
  buildApplicationMenu(log);
  workbenches.openFiles(files);
  try {
    const workbench = await Workbench.open({
      home,
      workspace: { name: 'flights', template: flightsTemplate },
      log,
      preload: join(root, 'dist/preload/index.cjs'),
      // The engine cannot open files inside an asar archive.
      samplesFolder: join(root, 'dist/samples').replace(/\bapp\.asar\b/, 'app.asar.unpacked'),
      about: { version: app.getVersion(), electron: process.versions.electron, cores: cpus().length },
    });
    if (workbench) workbenches.add(workbench);
  } catch (thrown) {
    log.fault('start', thrown);
    dialog.showErrorBox('Planarium cannot start', `${String(thrown)}\n\nThe log is ${log.path}.`);
    app.exit(1);
    return;
  }
  void sweepProcessFolders();
}
