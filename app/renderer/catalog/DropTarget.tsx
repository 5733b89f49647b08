import { FileDown } from 'lucide-react';
import { useEffect, useState } from 'react';
import { pathsOf } from '../bridge';
import { openPaths } from './actions';
import styles from './DropTarget.module.css';
import { carriesFiles } from './paths';

/** Lets files be dropped anywhere on the window; while they hover, says so over everything. */
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
      listen('dragenter', () => setHovering(true)),
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

  if (!hovering) return null;
  return (
    <div className={styles.overlay} data-testid="drop-overlay">
      <div className={styles.frame}>
        <div className={styles.card}>
          <FileDown size={28} aria-hidden="true" />
          <p className={styles.title}>Drop to open</p>
          <p>Parquet, CSV, JSON and Arrow files become tables; a .dfplan opens as a plan.</p>
        </div>
      </div>
    </div>
  );
}
