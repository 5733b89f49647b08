import { type ReactNode, useEffect, useId, useRef } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { classNames } from './classNames';
import styles from './Dialog.module.css';
import { useModal } from './modal';
import { useOverflow } from './useOverflow';

export interface DialogProps {
  title: string;
  isOpen: boolean;
  /** Called when it is dismissed by Escape or by a click outside. */
  onClose(): void;
  children: ReactNode;
  /** Buttons in reading order: the one that changes nothing first, the main one last. */
  actions: ReactNode;
  /**
   * `alertdialog` for a question that must be answered: the button that changes nothing has
   * the focus. Default `dialog`: the main one has it.
   */
  role?: 'dialog' | 'alertdialog';
  /** What has the focus at first where `role` is `dialog`: the main button, or the first field. Default `action`. */
  focus?: 'action' | 'field';
  /** Room for lines of code. Default false. */
  wide?: boolean;
  /** As large as the window lets it; the content fills it and scrolls by itself. Default false. */
  full?: boolean;
}

/** A modal question or notice. Focus stays inside and returns where it was. */
export function Dialog({
  isOpen,
  onClose,
  role = 'dialog',
  focus = 'action',
  wide = false,
  full = false,
  ...content
}: DialogProps) {
  return (
    <ModalOverlay
      className={classNames(styles.overlay)}
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable={role === 'dialog'}
    >
      <Modal className={classNames(styles.modal, wide && styles.wide, full && styles.full)}>
        <Content role={role} focus={focus} full={full} {...content} />
      </Modal>
    </ModalOverlay>
  );
}

type ContentProps = Required<Pick<DialogProps, 'title' | 'children' | 'actions' | 'role' | 'focus' | 'full'>>;

function Content({ title, children, actions, role, focus, full }: ContentProps) {
  const bodyId = useId();
  const body = useRef<HTMLElement>(null);
  const buttons = useRef<HTMLDivElement>(null);
  const overflows = useOverflow(body);
  useModal();

  useEffect(() => {
    const field = focus === 'field' && body.current?.querySelector<HTMLElement>('input, button');
    if (field) return field.focus();
    const all = [...(buttons.current?.querySelectorAll('button') ?? [])];
    all.at(role === 'alertdialog' ? 0 : -1)?.focus();
  }, [role, focus]);

  return (
    <AriaDialog
      role={role}
      className={classNames(styles.dialog)}
      {...(role === 'alertdialog' && { 'aria-describedby': bodyId })}
    >
      <Heading slot="title" className={classNames(styles.title)}>
        {title}
      </Heading>
      <section
        ref={body}
        // What scrolls has to be reachable by keyboard, and to have a name there.
        {...(overflows && { tabIndex: 0, 'aria-label': title })}
        className={classNames(styles.body, full && styles.filled)}
      >
        <div id={bodyId} className={full ? styles.content : undefined}>
          {children}
        </div>
      </section>
      <div ref={buttons} className={styles.actions}>
        {actions}
      </div>
    </AriaDialog>
  );
}
