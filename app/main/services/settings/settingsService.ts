import { join } from 'node:path';
import { z } from 'zod';
import type { AppError } from '../../../shared/errors';
import { isChanged, type Setting, setStatement, settingName } from '../../../shared/setting';
import type { Engine } from '../../engine/engine';
import { JsonFile } from '../../storage/jsonFile';
import { runToEnd } from '../runToEnd';
import { ServiceError, toAppError } from '../serviceError';

/** Settings by their full name, as the workspace keeps them. */
const storedSettings = z.record(settingName, z.string());
type StoredSettings = z.infer<typeof storedSettings>;

/** The session's settings: read, changed, and kept for the next start. */
export class SettingsService {
  private stored: StoredSettings = {};
  private readonly file;

  constructor(
    private readonly engine: Pick<Engine, 'settings' | 'query'>,
    /** Of the workspace. */
    folder: string,
  ) {
    this.file = new JsonFile(join(folder, 'settings.json'), 1, storedSettings);
  }

  list(): Setting[] {
    return this.engine.settings();
  }

  /**
   * Gives a setting a value, or with null its default, for this session and the next ones of the
   * workspace. Returns the setting as it is then.
   *
   * @throws `invalid_request` for one that there is not; what `SET` throws for a value that it does not
   * take; `write_failed` when it holds now but could not be kept
   */
  async set(name: string, value: string | null, signal?: AbortSignal): Promise<Setting> {
    this.find(name);
    await runToEnd(this.engine.query(setStatement(name, value)), signal);
    const setting = this.find(name);
    const { [name]: _, ...others } = this.stored;
    this.stored =
      value !== null && setting.value !== null && isChanged(setting)
        ? { ...others, [name]: setting.value }
        : others;
    await this.file.save(this.stored);
    return setting;
  }

  /** Sets what the workspace keeps. What is not taken any more is named with its reason; the rest holds. */
  async restore(): Promise<{ name: string; error: AppError }[]> {
    const { value } = await this.file.load();
    this.stored = value ?? {};
    const lost: { name: string; error: AppError }[] = [];
    for (const [name, text] of Object.entries(this.stored)) {
      try {
        this.find(name);
        await runToEnd(this.engine.query(setStatement(name, text)));
      } catch (thrown) {
        lost.push({ name, error: toAppError(thrown) });
      }
    }
    return lost;
  }

  settled(): Promise<void> {
    return this.file.settled();
  }

  private find(name: string): Setting {
    const found = this.list().find((one) => one.name === name);
    if (!found) throw new ServiceError('invalid_request', `There is no setting ${name}.`);
    return found;
  }
}
