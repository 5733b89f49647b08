import { useEffect, useState } from 'react';
import type { BytesSummary } from '../../shared/bytes';
import type { ErrorCode } from '../../shared/errors';
import { formatQuantity } from '../../shared/figures';
import type { PlanKind } from '../../shared/planFile';
import {
  Button,
  EmptyState,
  ErrorNotice,
  ProgressBar,
  Split,
  SplitHandle,
  SplitPane,
  toast,
  toastError,
  writeClipboard,
} from '../base';
import { call, isCancelled, toAppError } from '../bridge';
import { withActivity } from '../workspace';
import { nodeAround } from './attributionRows';
import styles from './Bytes.module.css';
import { BytesBar } from './BytesBar';
import { CodecAttribution } from './CodecAttribution';
import { FaultLine } from './FaultLine';
import { FieldTreeGrid } from './FieldTreeGrid';
import { HexPane, type Selection } from './HexPane';
import { LatestOnly } from './latestOnly';
import { hexOf, wantedOf } from './search';
import { useBytes } from './useBytes';
import { useFields } from './useFields';

/** Bytes that are copied at once. */
const COPY_LIMIT = 65_536;

export interface BytesPaneProps {
  path: string;
  /** Which plan of the file; found out for files that cannot be shown as a plan. */
  kind?: PlanKind;
  /** Id of the plan node whose bytes are shown at first. */
  node?: number | null;
  /** An error that is shown next to the pane, and not shown again. */
  reported?: ErrorCode;
  /** Other bytes were selected, and are those of this plan node. */
  onNode?(id: number): void;
}

/** The bytes of a plan: hex next to the fields, and which codec wrote what. Also for broken and foreign bytes. */
export function BytesPane({ path, kind, node = null, reported, onNode }: BytesPaneProps) {
  const { state, retry } = useBytes(path, kind);
  if (state.phase === 'reading') return <ProgressBar label="Reading the bytes" />;
  if (state.phase === 'failed') {
    if (state.error.code === reported) return null;
    const again = <Button onPress={retry}>Read them again</Button>;
    if (state.error.code === 'cancelled')
      return <EmptyState title="Reading the bytes was cancelled" actions={again} />;
    return (
      <div className={styles.failed}>
        <ErrorNotice title="The bytes cannot be read" error={state.error} actions={again} />
      </div>
    );
  }
  return <Opened key={state.bytesId} {...state} node={node} onNode={onNode} />;
}

interface OpenedProps {
  bytesId: string;
  summary: BytesSummary;
  node: number | null;
  onNode: ((id: number) => void) | undefined;
}

function Opened({ bytesId, summary, node, onNode }: OpenedProps) {
  const { tree, toggle, reveal } = useFields(bytesId);
  const [selection, setSelection] = useState<Selection | null>(null);
  const [field, setField] = useState<string | null>(null);
  const [origin, setOrigin] = useState<string | null>(null);
  const [searchFrom, setSearchFrom] = useState(0);
  const [{ located, found }] = useState(() => ({ located: new LatestOnly(), found: new LatestOnly() }));
  const { fault } = summary;
  const unopened = summary.container === 'dfplan' && summary.kind === null;
  const place = selection && nodeAround(summary, selection.start, selection.end);
  const around = place === null ? undefined : summary.nodes[place];

  /** Selects bytes, and with them their innermost field and plan node. */
  async function select(start: number, end: number, from: Selection['from']) {
    located.end();
    setSelection({ start, end, from });
    const holder = nodeAround(summary, start, end);
    setOrigin(holder === null ? null : `${holder}`);
    const id = holder === null ? undefined : summary.nodes[holder]?.id;
    if (id !== undefined && id !== null) onNode?.(id);
    if (from === 'fields') return;
    try {
      const key = await withActivity(
        'Looking for the field',
        async (signal) => reveal(await call('bytes:locate', { bytesId, start, end }, { signal }), signal),
        located.next(),
      );
      if (key !== null) setField(key);
    } catch (thrown) {
      reportError(thrown);
    }
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the bytes are there
  useEffect(() => {
    const shown = summary.nodes.find(({ id }) => id !== null && id === node);
    if (fault) void select(fault.start, Math.max(fault.end, fault.start + 1), 'nodes');
    else if (shown) void select(shown.start, shown.end, 'nodes');
  }, [bytesId]);

  useEffect(
    () => () => {
      located.end();
      found.end();
    },
    [located, found],
  );

  async function search(typed: string) {
    const wanted = wantedOf(typed);
    if (!wanted) return;
    if ('offset' in wanted) {
      if (wanted.offset < summary.bytes) await select(wanted.offset, wanted.offset + 1, 'search');
      else toast({ kind: 'info', title: `There are ${summary.bytes} bytes` });
      return;
    }
    try {
      const { pattern } = wanted;
      const at = await withActivity(
        'Searching the bytes',
        (signal) => call('bytes:find', { bytesId, pattern, from: searchFrom }, { signal }),
        found.next(),
      );
      if (at === null) {
        toast({ kind: 'info', title: `“${typed.trim()}” is not in these bytes` });
        return;
      }
      setSearchFrom(at + 1);
      await select(at, at + pattern.length, 'search');
    } catch (thrown) {
      reportError(thrown);
    }
  }

  async function copy() {
    if (!selection) return;
    const { start, end } = selection;
    try {
      const length = Math.min(end - start, COPY_LIMIT);
      const hex = hexOf(await call('bytes:slice', { bytesId, start, length }));
      if (!writeClipboard(hex)) return;
      const cut = end - start > COPY_LIMIT ? `, the first ${COPY_LIMIT}` : '';
      toast({ kind: 'ok', title: `${formatQuantity(length, 'byte')} copied as hex${cut}` });
    } catch (thrown) {
      reportError(thrown);
    }
  }

  return (
    <section aria-label="Bytes of the plan" className={styles.pane}>
      {fault && (
        <FaultLine
          fault={fault}
          onShow={() => select(fault.start, Math.max(fault.end, fault.start + 1), 'nodes')}
        />
      )}
      <BytesBar
        summary={summary}
        selection={selection}
        around={around}
        onSearch={(typed) => void search(typed)}
        onCopy={() => void copy()}
      />
      <Split orientation="horizontal" className={styles.body}>
        <SplitPane id="parts" minSize={280}>
          <Split orientation="vertical" className={styles.full}>
            {summary.nodes.length > 0 && (
              <SplitPane id="nodes" minSize={70} defaultSize="38%">
                <CodecAttribution
                  summary={summary}
                  selected={origin}
                  onSelect={({ key, start, end }) => {
                    void select(start, end, 'nodes');
                    setOrigin(key);
                  }}
                />
              </SplitPane>
            )}
            {summary.nodes.length > 0 && (
              <SplitHandle label="Height of the plan nodes" direction="vertical" />
            )}
            <SplitPane id="fields" minSize={70}>
              {unopened ? (
                <p className={styles.note}>
                  These are the bytes of the file itself: the plans in it cannot be reached, so there are no
                  fields to show.
                </p>
              ) : (
                <FieldTreeGrid
                  tree={tree}
                  selected={field}
                  onSelect={(row) => {
                    setField(row.key);
                    if (row.kind === 'field') void select(row.field.start, row.field.end, 'fields');
                  }}
                  onToggle={(row) => void toggle(row)}
                />
              )}
            </SplitPane>
          </Split>
        </SplitPane>
        <SplitHandle label="Width of the bytes" direction="horizontal" />
        <SplitPane
          id="hex"
          minSize={200}
          defaultSize={612}
          maxSize="70%"
          groupResizeBehavior="preserve-pixel-size"
        >
          <HexPane
            bytesId={bytesId}
            total={summary.bytes}
            selection={selection}
            fault={fault}
            onSelect={(start, end) => void select(start, end, 'hex')}
            onCopy={() => void copy()}
          />
        </SplitPane>
      </Split>
    </section>
  );
}

function reportError(thrown: unknown): void {
  if (isCancelled(thrown)) return;
  toastError(toAppError(thrown), 'The bytes could not be read');
}
