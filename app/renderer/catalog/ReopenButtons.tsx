import type { AppError, Fix } from '../../shared/errors';
import { Button } from '../base';
import { editOptions, reopenFixed } from './actions';
import { fixTitle, isApplied } from './readerForm';
import { useCatalog } from './store';

interface Props {
  error: AppError;
  /** Called when the table was opened again. */
  onReopened(): void;
}

/** Buttons that open the table of an error again as the error advises; nothing where there is none. */
export function ReopenButtons({ error, onReopened }: Props) {
  const { reopen } = error;
  const table = useCatalog(({ tables }) => tables?.find(({ name }) => name === reopen?.table));
  if (!reopen || !table) return null;
  const fixes = reopen.fixes.filter((fix) => !isApplied(table.options, fix));
  const apply = async (fix: Fix) => {
    if (await reopenFixed(table, fix)) onReopened();
  };
  return (
    <>
      {fixes.map((fix) => (
        <Button key={fix.kind} onPress={() => void apply(fix)}>
          {fixTitle(fix)}
        </Button>
      ))}
      <Button variant="quiet" onPress={() => editOptions(table)}>
        Open options…
      </Button>
    </>
  );
}
