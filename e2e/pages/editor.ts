import type { Workbench } from './workbench';

/** The SQL editor of the tab on show as its user knows it. */
export class Editor {
  constructor(readonly bench: Workbench) {}

  /** What it offers while typing. */
  readonly suggestion = (name: string) =>
    this.bench.page.getByRole('listbox', { name: 'Suggest' }).getByRole('option', { name });
  readonly findBox = () => this.bench.editor().getByRole('textbox', { name: 'Find', exact: true });
  /** The lines that are not folded away. */
  readonly lines = () => this.bench.editor().locator('.view-line');

  /** The text on show, with plain spaces. */
  async text(): Promise<string> {
    const lines = await this.lines().allInnerTexts();
    return lines.join('\n').replaceAll('\u00a0', ' ');
  }

  /** Pastes a text: typed, its lines would be indented and its brackets closed. */
  async paste(text: string) {
    await this.bench.app.evaluate(({ clipboard }, copied) => clipboard.writeText(copied), text);
    await this.bench.command('v');
  }

  /** The button beside a line that folds or unfolds what it begins. */
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
