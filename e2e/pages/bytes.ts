import { expect, type Locator } from '@playwright/test';
import type { Workbench } from './workbench';

/** Page object of the bytes of a saved plan. */
export class BytesView {
  readonly view: Locator;

  constructor(readonly bench: Workbench) {
    this.view = bench.savedPlan().getByRole('region', { name: 'Bytes of the plan' });
  }

  readonly hex = () => this.view.getByRole('grid', { name: 'Bytes', exact: true });
  readonly fields = () => this.view.getByRole('treegrid', { name: 'Fields' });
  readonly nodes = () => this.view.getByRole('treegrid', { name: 'Plan nodes and codecs' });
  readonly selection = () => this.view.getByTestId('bytes-selection');
  readonly fault = () => this.view.getByRole('status');
  /** The row that is selected in one of the lists. */
  readonly selected = (list: Locator) => list.getByRole('row', { selected: true });

  /** Chooses Bytes among the views of the saved plan. */
  async show() {
    await this.bench.savedPlan().getByRole('radio', { name: 'Bytes', exact: true }).click();
    await expect(this.hex()).toBeVisible();
  }

  async search(text: string) {
    const box = this.view.getByRole('textbox', { name: 'Offset, text or bytes' });
    await box.fill(text);
    await box.press('Enter');
  }

  /** The bytes of the selected cells in view, as hex. */
  async selectedHex(): Promise<string> {
    const cells = this.hex().locator('[role="gridcell"][aria-selected="true"]');
    return (await cells.allInnerTexts()).join(' ');
  }
}
