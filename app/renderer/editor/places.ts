import type * as monaco from 'monaco-editor/editor/editor.api.js';
import type { EditorRange, Origin } from './markers';

/** A part of a text that is followed while the text is edited. */
interface Place {
  model: monaco.editor.ITextModel;
  /** Monaco moves a decoration with what is typed before it. */
  decoration: string;
  /** Where the part was when following began, and what it said. */
  range: EditorRange;
  text: string;
}

/** By the run that they belong to, which its origin stands for: the text that ran, and what failed in it. */
const ran = new WeakMap<Origin, Place>();
const failed = new WeakMap<Origin, Place | null>();

/** The last run of each text: the one before it needs to be followed no longer. */
const lastRuns = new WeakMap<monaco.editor.ITextModel, Origin>();

/** Follows the text of a run from its start on. */
export function followRun(model: monaco.editor.ITextModel, origin: Origin, range: EditorRange): void {
  const before = lastRuns.get(model);
  if (before) release(before);
  lastRuns.set(model, origin);
  ran.set(origin, follow(model, range));
}

/** Follows the place where a run failed from when it is known; null if its text was edited meanwhile. */
export function followFailure(
  model: monaco.editor.ITextModel,
  origin: Origin,
  range: EditorRange | null,
): void {
  release(origin);
  failed.set(origin, range && follow(model, range));
}

/** Where the text of a run begins now; null once it was edited. A run that nobody follows began where it began. */
export function originNow(origin: Origin): Origin | null {
  const place = ran.get(origin);
  if (!place) return origin;
  const range = whereUnchanged(place, rangeNow(place)) ?? whereUnchanged(place, place.range);
  return range && startOf(range);
}

/** Where the text at which a run failed is now, edited or not; null once it is gone. Undefined if nobody follows it. */
export function failureNow(origin: Origin): Origin | null | undefined {
  const place = failed.get(origin);
  if (!place) return place;
  const now = rangeNow(place);
  // What was removed and brought back again is where it was.
  const range = now && (place.text === '' || !now.isEmpty()) ? now : whereUnchanged(place, place.range);
  return range && startOf(range);
}

function release(origin: Origin): void {
  const place = ran.get(origin);
  if (place && !place.model.isDisposed()) place.model.deltaDecorations([place.decoration], []);
  ran.delete(origin);
}

function follow(model: monaco.editor.ITextModel, range: EditorRange): Place {
  const [decoration = ''] = model.deltaDecorations([], [{ range, options: { stickiness: AT_EDGES } }]);
  return { model, decoration, range, text: model.getValueInRange(range) };
}

/** Monaco's `NeverGrowsWhenTypingAtEdges`: its enumerations exist only in its own module. */
const AT_EDGES = 1;

function rangeNow({ model, decoration }: Place): monaco.Range | null {
  return model.isDisposed() ? null : model.getDecorationRange(decoration);
}

function whereUnchanged({ model, text }: Place, range: EditorRange | null): EditorRange | null {
  return range && !model.isDisposed() && model.getValueInRange(range) === text ? range : null;
}

function startOf({ startLineNumber: line, startColumn: column }: EditorRange): Origin {
  return { line, column };
}
