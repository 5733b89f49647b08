import { TriangleAlert } from 'lucide-react';
import type { WireFault } from '../../shared/bytes';
import { Button } from '../base';
import styles from './Bytes.module.css';

/** Where decoding fails and why. */
export function FaultLine({ fault, onShow }: { fault: WireFault; onShow(): void }) {
  const { offset, path, expected, found } = fault;
  return (
    <div role="status" className={styles.fault}>
      <TriangleAlert size={14} aria-hidden="true" />
      <p className={styles.faultText}>
        Decoding fails at byte {offset} (0x{offset.toString(16)})
        {path && (
          <>
            {' in '}
            <code>{path}</code>
          </>
        )}
        : expected {expected}, found {found}.
      </p>
      <Button onPress={onShow}>Show the place</Button>
    </div>
  );
}
