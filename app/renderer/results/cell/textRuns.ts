/** Characters that are laid out as one run. */
const LENGTH = 20_000;

/**
 * A long text in pieces, each to be an element of its own. Chromium measures a run of text from
 * its beginning, and some 50,000 characters into it no longer knows where a line has to break.
 */
export function textRuns(text: string): readonly string[] {
  // By code points: a character of two code units stays whole.
  return text.match(new RegExp(`.{1,${LENGTH}}`, 'gsu')) ?? [];
}
