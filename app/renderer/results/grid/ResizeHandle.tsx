// biome-ignore-all lint/a11y/useSemanticElements: a handle between columns is no rule across the page
import type { PointerEvent } from 'react';
import { MIN_WIDTH } from './columns';
import styles from './Grid.module.css';

/** Pixels that an arrow key adds to a column's width. */
export const KEY_STEP = 12;

interface Props {
  name: string;
  index: number;
  columnWidth: number;
  onResize(column: number, width: number): void;
  onFit(column: number): void;
}

/** The right edge of a column: a drag resizes it, a double click fits it to its content. */
export function ResizeHandle({ name, index, columnWidth, onResize, onFit }: Props) {
  function onPointerDown(event: PointerEvent<HTMLDivElement>) {
    event.preventDefault();
    event.stopPropagation();
    const handle = event.currentTarget;
    const start = event.clientX - columnWidth;
    handle.setPointerCapture(event.pointerId);
    handle.onpointermove = (move) => onResize(index, Math.max(MIN_WIDTH, move.clientX - start));
    handle.onpointerup = () => {
      handle.onpointermove = null;
    };
  }

  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${name}`}
      aria-valuenow={columnWidth}
      tabIndex={-1}
      className={styles.resize}
      onPointerDown={onPointerDown}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={() => onFit(index)}
      onKeyDown={(event) => {
        const step = { ArrowLeft: -KEY_STEP, ArrowRight: KEY_STEP }[event.key];
        if (step) onResize(index, Math.max(MIN_WIDTH, columnWidth + step));
      }}
    />
  );
}
