import { join } from 'node:path';
import { BrowserWindow, nativeTheme, type Rectangle, screen } from 'electron';
import { z } from 'zod';
import { APP_PAGE } from './assets';
import { JsonFile } from './storage/jsonFile';

/** The page's own background, so that nothing flashes before it is drawn. */
const BACKGROUND = { dark: '#10131a', light: '#f6f7f9' };

const DEFAULT_SIZE = { width: 1440, height: 900 };
const FIRST_FRAME_WAIT_MS = 2000;
const MINIMUM_SIZE = { minWidth: 720, minHeight: 480 };

const placement = z.object({
  bounds: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
  maximized: z.boolean(),
});
type Placement = z.infer<typeof placement>;

/** The window's last position, stored in the user's folder. */
export class PlacementFile {
  private readonly file;

  constructor(home: string) {
    this.file = new JsonFile(join(home, 'placement.json'), 1, placement);
  }

  /** Null when nothing usable is stored. */
  async load(): Promise<Placement | null> {
    return (await this.file.load()).value;
  }

  /** Stores where a window is each time it was moved or resized. */
  follow(window: BrowserWindow, report: (thrown: unknown) => void): void {
    let timer: NodeJS.Timeout | undefined;
    const store = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (window.isDestroyed() || window.isMinimized()) return;
        this.file.save({ bounds: window.getNormalBounds(), maximized: window.isMaximized() }).catch(report);
      }, 300);
    };
    for (const event of ['move', 'resize', 'maximize', 'unmaximize'] as const) {
      window.on(event as 'resize', store);
    }
  }

  settled(): Promise<void> {
    return this.file.settled();
  }
}

/** Opens the window; it shows itself once its page is drawn. */
export function openWindow(preload: string, stored: Placement | null): BrowserWindow {
  const visible = stored && isOnScreen(stored.bounds);
  const window = new BrowserWindow({
    ...DEFAULT_SIZE,
    ...(visible && stored.bounds),
    ...MINIMUM_SIZE,
    title: 'Planarium',
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      // Its dictionaries come over the network.
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => (stored?.maximized ? window.maximize() : window.show()));
  void window.loadURL(APP_PAGE);
  return window;
}

/** Resolves once the window has shown its first frame or is closed; after two seconds in any case. */
export function firstFrame(window: BrowserWindow): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, FIRST_FRAME_WAIT_MS);
    const done = () => {
      clearTimeout(timer);
      // Not within the event, in which the window is shown.
      setImmediate(resolve);
    };
    window.once('ready-to-show', done);
    window.once('closed', done);
  });
}

/** True when enough of the title bar can be reached: screens come and go. */
function isOnScreen(bounds: Rectangle): boolean {
  const { workArea } = screen.getDisplayMatching(bounds);
  const width =
    Math.min(bounds.x + bounds.width, workArea.x + workArea.width) - Math.max(bounds.x, workArea.x);
  return width >= 120 && bounds.y >= workArea.y - 8 && bounds.y < workArea.y + workArea.height - 40;
}
