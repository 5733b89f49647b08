import { Component, type ReactNode } from 'react';
import { Button } from './Button';
import styles from './ErrorBoundary.module.css';
import { ErrorNotice } from './ErrorNotice';

interface Props {
  /** Names the part of the window in the notice: "The plan". */
  part: string;
  /** The notice goes away when this changes, for example the tab shown. */
  resetKey?: string | undefined;
  children: ReactNode;
}

interface State {
  error: Error | null;
}

/** Keeps a fault while drawing one pane from taking the window down; shows it in that pane's place. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidUpdate(previous: Props) {
    if (this.state.error && previous.resetKey !== this.props.resetKey) this.setState({ error: null });
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div className={styles.frame}>
        <ErrorNotice
          title={`${this.props.part} could not be drawn`}
          error={{
            code: 'internal',
            message: error.message,
            ...(error.stack ? { detail: error.stack } : {}),
          }}
          actions={<Button onPress={() => this.setState({ error: null })}>Try again</Button>}
        />
      </div>
    );
  }
}
