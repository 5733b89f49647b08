import { Columns2, Pin, PinOff, X } from 'lucide-react';
import { formatMs, formatQuantity } from '../../../shared/figures';
import type { DocumentId } from '../../../shared/identity';
import { IconButton } from '../../base';
import { closeResult, isActive, pinResult, showBeside, useResults, useRunPart } from '../../query';
import { RunSummary } from '../RunSummary';

/** Beside the tabs of the panes: rows and time of the result on show, and buttons to pin and close it. */
export function ResultTools({ documentId }: { documentId: DocumentId }) {
  const { kept, shown, beside } = useResults(documentId);
  const ended = useRunPart(documentId, (run) =>
    run.phase === 'idle' || isActive(run) || !run.rows || run.rows.stale ? null : run.rows.queryId,
  );
  const result = shown === ended ? undefined : kept.find(({ queryId }) => queryId === shown);
  const queryId = result?.queryId ?? ended;
  const pinned = kept.some((other) => other.pinned && other.queryId === queryId);
  return (
    <>
      {result ? (
        <>
          <span>{formatQuantity(result.rows.count, 'row')}</span>
          <span>{formatMs(result.elapsedMs)}</span>
        </>
      ) : (
        <RunSummary documentId={documentId} />
      )}
      {kept.some((other) => other.queryId !== ended) && (
        <IconButton
          label={beside ? 'Show one result' : 'Show beside the result of the last run'}
          onPress={() => showBeside(documentId, !beside)}
        >
          <Columns2 size={14} />
        </IconButton>
      )}
      {queryId !== null && (
        <IconButton
          label={pinned ? 'Unpin result' : 'Pin result: keep it when the next query runs'}
          onPress={() => pinResult(documentId, queryId, !pinned)}
        >
          {pinned ? <PinOff size={14} /> : <Pin size={14} />}
        </IconButton>
      )}
      {result && (
        <IconButton label="Close result" onPress={() => closeResult(documentId, result.queryId)}>
          <X size={14} />
        </IconButton>
      )}
    </>
  );
}
