import { Check, CircleAlert, Info, X } from 'lucide-react';
import {
  UNSTABLE_Toast as AriaToast,
  UNSTABLE_ToastContent as AriaToastContent,
  UNSTABLE_ToastRegion as AriaToastRegion,
  Text,
} from 'react-aria-components';
import { Button } from './Button';
import { classNames } from './classNames';
import { IconButton } from './IconButton';
import styles from './ToastRegion.module.css';
import { toastQueue } from './toastQueue';

const ICONS = { info: Info, ok: Check, error: CircleAlert } as const;

/** Where toasts appear: bottom right, above the status bar. Placed once, by the shell. */
export function ToastRegion() {
  return (
    <AriaToastRegion queue={toastQueue} className={classNames(styles.region)} aria-label="Notices">
      {({ toast }) => {
        const { kind, title, description, code, action } = toast.content;
        const Icon = ICONS[kind];
        const act = action && (
          <Button
            className={styles.action}
            onPress={() => {
              action.run();
              toastQueue.close(toast.key);
            }}
          >
            {action.title}
          </Button>
        );
        return (
          <AriaToast toast={toast} className={classNames(styles.toast)}>
            <Icon size={15} className={styles[kind]} aria-hidden="true" />
            <AriaToastContent className={styles.content}>
              <Text slot="title" className={styles.title}>
                {title}
              </Text>
              {description && (
                <Text slot="description" className={styles.description}>
                  {description}
                </Text>
              )}
              {code && <span className={styles.code}>{code}</span>}
              {kind === 'error' && act}
            </AriaToastContent>
            {kind !== 'error' && act}
            <IconButton label="Close notice" slot="close">
              <X size={14} />
            </IconButton>
          </AriaToast>
        );
      }}
    </AriaToastRegion>
  );
}
