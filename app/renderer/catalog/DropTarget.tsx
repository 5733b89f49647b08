import { FileDown } from 'lucide-react';
import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { pathsOf } from '../bridge';
import { openPaths } from './actions';
import styles from './DropTarget.module.css';
import { carriesFiles } from './paths';

/**
 * Lets files be dropped anywhere on the window; while they hover, an overlay says so.
 *
 * The browser sends a drop to the element that the files hovered over last. One that was redrawn
 * since, as lines of the editor are, is in no document, and its drop reaches nobody: so the
 * overlay lies over everything also for the pointer, and stays until the drop.
 */
export function DropTarget() {
  const [hovering, setHovering] = useState(false);

  useEffect(() => {
    const listen = (
      type: 'dragenter' | 'dragover' | 'dragleave' | 'drop',
      handle: (event: DragEvent) => void,
    ) => {
      const listener = (event: DragEvent) => {
        if (!carriesFiles(event.dataTransfer?.types ?? [])) return;
        event.preventDefault();
        handle(event);
      };
      // In the capture phase, so that the editor does not take the files as text.
      window.addEventListener(type, listener, true);
      return () => window.removeEventListener(type, listener, true);
    };
    const stops = [
      // At once: the next event must find the overlay under the pointer.
      listen('dragenter', () => flushSync(() => setHovering(true))),
      // Leaving one element for another is not leaving the window: that goes nowhere.
      listen('dragleave', (event) => event.relatedTarget === null && setHovering(false)),
      listen('dragover', (event) => {
        if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
      }),
      listen('drop', (event) => {
        event.stopPropagation();
        setHovering(false);
        void openPaths(pathsOf([...(event.dataTransfer?.files ?? [])]));
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);

  // While files hover there are no other pointer events. If one arrives, the drag ended without an
  // event, and the overlay would cover a window that is in use.
  useEffect(() => {
    if (!hovering) return;
    const end = () => setHovering(false);
    window.addEventListener('pointermove', end);
    return () => window.removeEventListener('pointermove', end);
  }, [hovering]);

  if (!hovering) return null;
  return (
    <div className={styles.overlay} data-testid="drop-overlay">
      <div className={styles.frame}>
        <div className={styles.card}>
          <FileDown size={28} aria-hidden="true" />
          <p className={styles.title}>Drop to open</p>
          <p>
            Parquet, CSV, JSON, Arrow and Excel files and folders become tables; a .dfplan opens as a plan.
          </p>
        </div>
      </div>
    </div>
  );
}
