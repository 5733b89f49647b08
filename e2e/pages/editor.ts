import type { Workbench } from './workbench';

/** Page object of the visible SQL editor. */
export class Editor {
  constructor(readonly bench: Workbench) {}

  /** Its suggestions while typing. */
  readonly suggestion = (name: string) =>
    this.bench.page.getByRole('listbox', { name: 'Suggest' }).getByRole('option', { name });
  readonly findBox = () => this.bench.editor().getByRole('textbox', { name: 'Find', exact: true });
  /** The lines that are not folded. */
  readonly lines = () => this.bench.editor().locator('.view-line');

  /** The visible text, with plain spaces. */
  async text(): Promise<string> {
    const lines = await this.lines().allInnerTexts();
    return lines.join('\n').replaceAll('\u00a0', ' ');
  }

  /** Pastes a text: typed, its lines would be indented and its brackets closed. */
  async paste(text: string) {
    await this.bench.app.evaluate(({ clipboard }, copied) => clipboard.writeText(copied), text);
    await this.bench.command('v');
  }

  /** The button next to a line that folds or unfolds its block. */
  async fold(line: number) {
    await this.lines()
      .nth(line - 1)
      .hover();
    await this.bench
      .editor()
      .locator('.codicon-folding-expanded, .codicon-folding-collapsed')
      .first()
      .click();
  }
}
