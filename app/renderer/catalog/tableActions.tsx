import { Copy, Rows3, SlidersHorizontal, SquareArrowRight, Trash2 } from 'lucide-react';
import type { TableInfo } from '../../shared/table';
import { type MenuAction, writeClipboard } from '../base';
import { scopedAction } from '../commands';
import { editOptions } from './actions';
import { quoteIdentifier } from './identifiers';

interface Handlers {
  onPreview(table: TableInfo): void;
  onInsert(name: string): void;
  onRemove(table: TableInfo): void;
}

/** What can be done with a table, for its menus. */
export function tableActions(table: TableInfo, { onPreview, onInsert, onRemove }: Handlers): MenuAction[] {
  const name = quoteIdentifier(table.name);
  return [
    { id: 'preview', title: 'Preview rows', icon: <Rows3 size={14} />, run: () => onPreview(table) },
    { id: 'copy', title: 'Copy name', icon: <Copy size={14} />, run: () => writeClipboard(name) },
    {
      id: 'insert',
      title: 'Insert name',
      icon: <SquareArrowRight size={14} />,
      run: () => onInsert(name),
    },
    ...(table.path === null
      ? []
      : [
          {
            id: 'options',
            title: 'Open options…',
            icon: <SlidersHorizontal size={14} />,
            run: () => editOptions(table),
          },
        ]),
    { ...scopedAction('table.remove', () => onRemove(table)), icon: <Trash2 size={14} />, danger: true },
  ];
}
