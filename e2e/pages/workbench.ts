import { type ElectronApplication, expect, type Page } from '@playwright/test';

const MOD = process.platform === 'darwin' ? 'Meta' : 'Control';

/** Page object of the window, by roles and names. */
export class Workbench {
  constructor(
    readonly app: ElectronApplication,
    readonly page: Page,
  ) {}

  readonly sideBar = () => this.page.getByRole('navigation', { name: 'Tables and queries' });
  readonly tables = () => this.page.getByRole('treegrid', { name: 'Tables' });
  readonly table = (name: string) => this.tables().getByRole('row', { name, exact: true });
  readonly editor = () => this.page.getByRole('region', { name: 'Editor' });
  readonly tabs = () => this.page.getByRole('tablist', { name: 'Open queries and plans' });
  readonly panes = () => this.page.getByRole('region', { name: 'Results, plan and messages' });
  readonly summary = () => this.page.getByTestId('run-summary');
  readonly status = () => this.page.getByTestId('status-bar');
  readonly grid = () => this.page.getByRole('grid', { name: 'Result rows' });
  readonly graph = () => this.page.getByTestId('plan-graph');
  readonly tree = () => this.page.getByRole('treegrid', { name: 'Plan tree' });
  readonly savedPlan = () => this.page.getByRole('region', { name: 'Saved plan', exact: true });
  readonly run = () => this.page.getByRole('button', { name: 'Run', exact: true });
  readonly actions = () => this.page.getByRole('toolbar', { name: 'Query actions' });
  readonly cancel = () => this.actions().getByRole('button', { name: 'Cancel' });
  readonly notices = () => this.page.getByRole('region', { name: 'Notices' });
  /** The banner that changes are not being saved. */
  readonly unsaved = () => this.page.getByRole('alert', { name: 'Not saved' });
  readonly palette = () => this.page.getByRole('dialog', { name: 'Search commands' });
  readonly paletteField = () => this.palette().getByRole('combobox');
  readonly messages = () => this.page.getByRole('log', { name: 'Messages' });

  /** Waits until the sample tables, or those of the profile, are listed. */
  async ready() {
    await expect(this.sideBar()).toBeVisible({ timeout: 60_000 });
    await expect(this.table('flights')).toBeVisible({ timeout: 60_000 });
  }

  /** Presses keys with the platform's command key. */
  async command(key: string) {
    await this.page.keyboard.press(`${MOD}+${key}`);
  }

  /** Replaces the text of the visible editor, by keyboard. */
  async type(sql: string) {
    await this.page.getByTestId('editor').click();
    await this.command('A');
    await this.page.keyboard.press('Delete');
    await this.page.keyboard.insertText(sql);
  }

  /** Types a text and runs it by keyboard, in a new tab; resolves when the run has ended. */
  async query(sql: string) {
    await this.newTab();
    await this.type(sql);
    await this.command('Enter');
    await this.ended();
  }

  async newTab() {
    await this.page.getByRole('button', { name: 'New query' }).first().click();
    await expect(this.editor()).toBeVisible();
  }

  /** Waits until the run of the visible tab has ended. */
  async ended() {
    const tab = this.tabs().getByRole('tab', { selected: true });
    await expect(tab.getByRole('img', { name: /done|failed/ })).toBeVisible({ timeout: 60_000 });
  }

  /** The pane Results, Plan or Messages. */
  async pane(name: 'Results' | 'Plan' | 'Messages') {
    await this.panes().getByRole('tab', { name, exact: true }).click();
  }

  /** The cells of the rows that the grid shows, without their numbers. */
  async rows(): Promise<string[][]> {
    const rows = this.grid()
      .getByRole('row')
      .filter({ has: this.page.getByRole('gridcell') });
    await expect(rows.first()).toBeVisible();
    await expect(this.grid().locator('[aria-busy="true"]')).toHaveCount(0);
    return Promise.all((await rows.all()).map((row) => row.getByRole('gridcell').allInnerTexts()));
  }

  /** Saves the plan of the statement at the cursor to the path of {@link saveAs}. */
  async savePlan() {
    await this.actions().getByRole('button', { name: 'Save plan' }).click();
  }

  /** Answers the next save dialogs. */
  async saveAs(path: string) {
    await this.app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath });
    }, path);
  }

  /** Answers the next open dialogs. */
  async pick(...paths: string[]) {
    await this.app.evaluate(({ dialog }, filePaths) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths });
    }, paths);
  }

  /** Resizes the window's content. */
  async resize(width: number, height: number) {
    await this.app.evaluate(
      ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
      { width, height },
    );
    await expect(this.page.getByRole('banner')).toHaveJSProperty('offsetWidth', width);
  }

  /** Chooses an item of the application menu by its path of labels. */
  async menu(...labels: string[]) {
    await this.app.evaluate(({ Menu, BrowserWindow }, path) => {
      let items = Menu.getApplicationMenu()?.items ?? [];
      let found: Electron.MenuItem | undefined;
      for (const label of path) {
        found = items.find((item) => item.label.replace('&', '') === label);
        if (!found)
          throw new Error(`no menu item ${label} among ${items.map((item) => item.label).join(', ')}`);
        items = found.submenu?.items ?? [];
      }
      const [window] = BrowserWindow.getAllWindows();
      found?.click(undefined, window, window?.webContents);
    }, labels);
  }

  /** Drops files on the window like the system, through the browser's input events. */
  async drop(...files: string[]) {
    const drag = await this.drag(...files);
    await drag.drop();
  }

  /** Drags files over the window; the caller drops them, or drags them out. */
  async drag(...files: string[]) {
    const session = await this.page.context().newCDPSession(this.page);
    const data = { items: [], files, dragOperationsMask: 1 };
    const send = (type: 'dragEnter' | 'dragOver' | 'drop' | 'dragCancel') =>
      session.send('Input.dispatchDragEvent', { type, x: 500, y: 300, data });
    await send('dragEnter');
    await send('dragOver');
    const end = async (type: 'drop' | 'dragCancel') => {
      await send(type);
      await session.detach();
    };
    return { drop: () => end('drop'), cancel: () => end('dragCancel') };
  }
}
