import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserWindow, WebContents } from 'electron';
import type { OpenOutcome } from '../shared/ipc/contract';
import { reloadAfterCrash } from './crash';
import { systemDesktop } from './dialogs';
import type { Engine } from './engine/engine';
import { openNativeEngine } from './engine/nativeEngine';
import { EventQueue } from './eventQueue';
import { createAnswers, type Services } from './ipc/handlers';
import { ownerOf, registerRouter, sendEvent } from './ipc/register';
import { Router } from './ipc/router';
import type { Log } from './log';
import { ApprovalService } from './services/approvalService';
import { BytesService } from './services/bytesService';
import { CatalogService } from './services/catalogService';
import { ExportService } from './services/exportService';
import { watchMemory } from './services/memoryUsage';
import { PlanService } from './services/planService';
import { QueryService } from './services/queryService';
import { isFault, toAppError } from './services/serviceError';
import { SettingsService } from './services/settings/settingsService';
import { FileWatch } from './services/sqlFiles/fileWatch';
import { SqlFileService } from './services/sqlFiles/sqlFileService';
import { type Template, WorkspaceService } from './services/workspace/workspaceService';
import { firstFrame, openWindow, PlacementFile } from './window';

/** How long a first query waits for the workspace's tables, in milliseconds: one may be on a drive that hangs. */
const TABLES_WAIT_MS = 2000;

export interface WorkbenchOptions {
  home: string;
  workspace: {
    /** Of its folder. */
    name: string;
    /** Its contents when its folder is created. */
    template: Template;
  };
  log: Log;
  preload: string;
  samplesFolder: string;
  about: Services['about'];
}

/** One window on one workspace with the session behind it. */
export class Workbench {
  /** Stored, since a closed window no longer returns its own. */
  private readonly contents: WebContents;
  private readonly eventQueue: EventQueue<OpenOutcome>;
  private readonly queries: QueryService;
  private readonly bytes: BytesService;
  private readonly catalog: CatalogService;
  private readonly workspace: WorkspaceService;
  private readonly sqlWatch: FileWatch;
  private readonly settings: SettingsService;
  private readonly router: Router;
  /** Resolves when the tables of the workspace are restored or known to be missing. */
  private restored: Promise<void> = Promise.resolve();
  private readonly stops: (() => void)[] = [];

  /**
   * The window comes first: loading the engine blocks this process, which also serves the page.
   * Resolves with undefined if the window was closed meanwhile.
   */
  static async open(options: WorkbenchOptions): Promise<Workbench | undefined> {
    const placement = new PlacementFile(options.home);
    const window = openWindow(options.preload, await placement.load());
    placement.follow(window, (thrown) => options.log.fault('placement', thrown));
    const opening = firstFrame(window).then(() =>
      window.isDestroyed() ? undefined : new Workbench(options, window, placement, openNativeEngine()),
    );
    const router = opening.then((workbench) => workbench?.router ?? new Promise<Router>(() => undefined));
    // The caller of `open` gets the failure; this keeps it from counting as unhandled here.
    router.catch(() => undefined);
    registerRouter(router, window.webContents);
    return opening;
  }

  private constructor(
    private readonly options: WorkbenchOptions,
    readonly window: BrowserWindow,
    private readonly placement: PlacementFile,
    private readonly engine: Engine,
  ) {
    const { home, log, samplesFolder } = options;
    const contents = window.webContents;
    this.contents = contents;
    this.eventQueue = new EventQueue(['workspace', 'catalog'], (outcome) =>
      sendEvent(contents, 'files:opened', outcome),
    );
    this.bytes = new BytesService(engine);
    this.catalog = new CatalogService(engine);
    this.queries = new QueryService(engine, {
      progressed: (_owner, status) => sendEvent(contents, 'query:progressed', status),
      catalogChanged: () => void this.catalog.announce().catch((thrown) => log.fault('catalog', thrown)),
    });
    const folder = join(home, 'workspaces', options.workspace.name);
    this.settings = new SettingsService(engine, folder);
    this.workspace = new WorkspaceService(engine, {
      folder,
      samplesFolder,
      template: options.workspace.template,
    });
    this.workspace.onSavingChanged((failure) => {
      if (failure) log.info(`not saving: ${failure.message} ${failure.detail ?? ''}`);
      sendEvent(contents, 'saving:changed', failure);
    });
    this.sqlWatch = new FileWatch((path) => sendEvent(contents, 'sql:changed', { path }));
    this.stops.push(() => this.sqlWatch.set([]));
    this.router = new Router(createAnswers(this.services(), (what, thrown) => log.fault(what, thrown)));
    this.followWindow();
    this.stops.push(
      watchMemory(engine, (usage) => sendEvent(contents, 'engine:memoryChanged', usage)),
      this.catalog.onChanged((tables) => {
        sendEvent(contents, 'catalog:changed', tables);
        this.workspace.recordTables(tables).catch((thrown) => this.notKept(thrown));
      }),
    );
    this.noteStart('window shown');
    this.restored = this.restoreTables();
  }

  /** Brings the window to the front. */
  show(): void {
    if (this.window.isDestroyed()) return;
    if (this.window.isMinimized()) this.window.restore();
    this.window.focus();
  }

  /** Opens files from outside once the workspace's own tables are restored. */
  openFiles(paths: readonly string[]): void {
    void this.restored
      .then(() => this.catalog.open([...paths]))
      .then((outcome) => this.eventQueue.send(outcome))
      .catch((thrown) => this.options.log.fault('open files', thrown));
  }

  /** Informs the user of a logged fault. */
  failed(message: string, logPath: string): void {
    sendEvent(this.contents, 'app:failed', {
      code: 'internal',
      message,
      hint: `The log is ${logPath}.`,
    });
  }

  /** Ends everything once the last change is on disk. */
  async close(): Promise<void> {
    for (const stop of this.stops) stop();
    await Promise.all([this.workspace.settled(), this.settings.settled(), this.placement.settled()]);
    this.engine.close();
  }

  private services(): Services {
    return {
      engine: this.engine,
      queries: this.queries,
      plans: new PlanService(this.engine, this.queries),
      exports: new ExportService(this.engine, this.queries, (progress) =>
        sendEvent(this.contents, 'rows:progressed', progress),
      ),
      bytes: this.bytes,
      approvals: new ApprovalService(this.options.home),
      catalog: this.catalog,
      workspace: this.workspace,
      sqlFiles: new SqlFileService(),
      sqlWatch: this.sqlWatch,
      settings: this.settings,
      desktop: systemDesktop(() => this.window),
      about: this.options.about,
      tablesReady: () => Promise.race([this.restored, delay(TABLES_WAIT_MS, undefined, { ref: false })]),
      listening: (what) => {
        this.eventQueue.listening(what);
        sendEvent(this.contents, 'engine:memoryChanged', this.engine.memoryUsage());
      },
    };
  }

  /** Ends what a page started: on a reload, a crash, and when the window closes. */
  private followWindow(): void {
    const { window, contents } = this;
    const owner = ownerOf(contents);
    const release = () => {
      this.eventQueue.hold();
      this.router.cancelAll(owner);
      this.queries.closeAll(owner);
      this.bytes.closeAll(owner);
      this.sqlWatch.set([]);
    };
    contents.on('did-start-navigation', (details) => {
      if (details.isMainFrame && !details.isSameDocument) release();
    });
    contents.on('render-process-gone', release);
    window.on('closed', release);
    reloadAfterCrash(window, this.options.log);
  }

  private async restoreTables(): Promise<void> {
    const { log } = this.options;
    try {
      const lost = [...(await this.settings.restore()), ...(await this.workspace.restoreTables())];
      await this.catalog.announce();
      const failures = lost.map(({ name, error }) => ({ path: name, error }));
      if (failures.length > 0)
        this.eventQueue.send({ tables: [], failures, plans: [], queries: [], folders: [] });
      this.noteStart('tables restored');
    } catch (thrown) {
      log.fault('restore', thrown);
      this.failed('The tables of the workspace could not be restored.', log.path);
    }
  }

  /** The current tables will not be restored at the next start. The failed write is reported elsewhere. */
  private notKept(thrown: unknown): void {
    const error = toAppError(thrown);
    if (!isFault(error)) return;
    this.options.log.fault('tables', thrown);
    sendEvent(this.contents, 'app:failed', error);
  }

  /** Time since the start of the process. */
  private noteStart(what: string): void {
    const created = process.getCreationTime();
    if (created !== null) this.options.log.info(`${what} after ${Math.round(Date.now() - created)} ms`);
  }
}
