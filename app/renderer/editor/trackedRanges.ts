import type * as monaco from 'monaco-editor/editor/editor.api.js';
import type { EditorRange, Origin } from './ranges';

/** A range of a text that is tracked while the text is edited. */
interface TrackedRange {
  model: monaco.editor.ITextModel;
  /** Monaco moves a decoration when text is typed before it. */
  decoration: string;
  /** The range and its text when tracking began. */
  range: EditorRange;
  text: string;
}

/** The text that ran, and the range in it that failed; the key is the origin of the run. */
const ran = new WeakMap<Origin, TrackedRange>();
const failed = new WeakMap<Origin, TrackedRange | null>();

/** The last run of each text; earlier runs are no longer tracked. */
const lastRuns = new WeakMap<monaco.editor.ITextModel, Origin>();

/** Tracks the text of a run from when it starts. */
export function trackRun(model: monaco.editor.ITextModel, origin: Origin, range: EditorRange): void {
  const before = lastRuns.get(model);
  if (before) release(before);
  lastRuns.set(model, origin);
  ran.set(origin, follow(model, range));
}

/** Tracks the range at which a run failed; null if its text was edited while it ran. */
export function trackFailure(
  model: monaco.editor.ITextModel,
  origin: Origin,
  range: EditorRange | null,
): void {
  release(origin);
  failed.set(origin, range && follow(model, range));
}

/** Where the text of a run begins now; null once it was edited. The origin itself for a run that is not tracked. */
export function currentOrigin(origin: Origin): Origin | null {
  const tracked = ran.get(origin);
  if (!tracked) return origin;
  const range = ifUnchanged(tracked, currentRange(tracked)) ?? ifUnchanged(tracked, tracked.range);
  return range && startOf(range);
}

/** Where the text at which a run failed is now, edited or not; null once it is deleted. Undefined if it is not tracked. */
export function currentFailure(origin: Origin): Origin | null | undefined {
  const tracked = failed.get(origin);
  if (!tracked) return tracked;
  const now = currentRange(tracked);
  // A deletion that was undone leaves an empty decoration: look at the original range.
  const range = now && (tracked.text === '' || !now.isEmpty()) ? now : ifUnchanged(tracked, tracked.range);
  return range && startOf(range);
}

function release(origin: Origin): void {
  const tracked = ran.get(origin);
  if (tracked && !tracked.model.isDisposed()) tracked.model.deltaDecorations([tracked.decoration], []);
  ran.delete(origin);
}

function follow(model: monaco.editor.ITextModel, range: EditorRange): TrackedRange {
  const [decoration = ''] = model.deltaDecorations([], [{ range, options: { stickiness: AT_EDGES } }]);
  return { model, decoration, range, text: model.getValueInRange(range) };
}

/** Monaco's `NeverGrowsWhenTypingAtEdges`: its enumerations exist only in its own module. */
const AT_EDGES = 1;

function currentRange({ model, decoration }: TrackedRange): monaco.Range | null {
  return model.isDisposed() ? null : model.getDecorationRange(decoration);
}

function ifUnchanged({ model, text }: TrackedRange, range: EditorRange | null): EditorRange | null {
  return range && !model.isDisposed() && model.getValueInRange(range) === text ? range : null;
}

function startOf({ startLineNumber: line, startColumn: column }: EditorRange): Origin {
  return { line, column };
}
