import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { type BrowserWindow, dialog, shell } from 'electron';
import {
  COMPRESSION_EXTENSIONS,
  DATA_EXTENSIONS,
  PLAN_EXTENSIONS,
  QUERY_EXTENSIONS,
} from '../shared/fileKind';
import type { Desktop } from './ipc/handlers';

const ALL_FILES = { name: 'All files', extensions: ['*'] };
const DATA_FILTERS = [
  // Dialogs only consider the last extension.
  {
    name: 'Data and SQL files',
    extensions: [...DATA_EXTENSIONS, ...COMPRESSION_EXTENSIONS, ...QUERY_EXTENSIONS],
  },
  ALL_FILES,
];
const PLAN_FILTERS = [{ name: 'Plans', extensions: [...PLAN_EXTENSIONS] }, ALL_FILES];
const SAVE_FILTERS = {
  sql: [{ name: 'SQL file', extensions: ['sql'] }],
  dfplan: [{ name: 'Planarium plan', extensions: ['dfplan'] }],
  pb: [{ name: 'DataFusion plan bytes', extensions: ['pb'] }],
};

const SAVE_TITLES = { sql: 'Save query', dfplan: 'Save plan', pb: 'Export plan bytes' };

/** The system's dialogs, over a window. Each call reads `dialog` again, so that tests can replace it. */
export function systemDesktop(window: () => BrowserWindow): Desktop {
  let folder = homedir();

  type Properties = NonNullable<Electron.OpenDialogOptions['properties']>;
  async function open(
    title: string,
    filters: Electron.FileFilter[],
    properties: Properties,
  ): Promise<string[]> {
    const { canceled, filePaths } = await dialog.showOpenDialog(window(), {
      title,
      filters,
      defaultPath: folder,
      properties,
    });
    if (canceled || !filePaths[0]) return [];
    folder = dirname(filePaths[0]);
    return filePaths;
  }

  return {
    pickFiles: () => open('Open files', DATA_FILTERS, ['openFile', 'multiSelections']),
    pickFolder: () => open('Open a folder of data files', [], ['openDirectory']),
    pickPlan: async () => (await open('Open a saved plan', PLAN_FILTERS, ['openFile']))[0] ?? null,
    async askWhereToSave(suggestedName, extension) {
      const { canceled, filePath } = await dialog.showSaveDialog(window(), {
        title: SAVE_TITLES[extension],
        defaultPath: join(folder, fileName(suggestedName, extension)),
        filters: SAVE_FILTERS[extension],
        properties: ['showOverwriteConfirmation'],
      });
      if (canceled || !filePath) return null;
      folder = dirname(filePath);
      return filePath;
    },
    async askWhereToExport(suggestedName, format, extension) {
      const last = extension.split('.').at(-1);
      const { canceled, filePath } = await dialog.showSaveDialog(window(), {
        title: extension ? 'Export rows' : 'Export rows to a new folder',
        defaultPath: join(folder, fileName(suggestedName, extension)),
        // Dialogs look at the last extension alone.
        ...(last && { filters: [{ name: format, extensions: [last] }, ALL_FILES] }),
        properties: ['showOverwriteConfirmation'],
      });
      if (canceled || !filePath) return null;
      folder = dirname(filePath);
      return filePath;
    },
    reveal: (path) => shell.showItemInFolder(path),
  };
}

/** A suggestion as a plain file name with the right extension. */
function fileName(suggestedName: string, extension: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they may not be part of a file name
  const stem = suggestedName.replace(/\.(sql|dfplan|pb)$/i, '').replace(/[\u0000-\u001f<>:"/\\|?*]+/g, '-');
  const name = stem.trim() || (extension === 'dfplan' || extension === 'pb' ? 'plan' : 'rows');
  return extension ? `${name}.${extension}` : name;
}
