const SEGMENTS = new Intl.Segmenter(undefined, {granularity: 'grapheme'});

/** The beginning of a text, at most so many signs as people count them; whole when it is no longer. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  let end = 0;
  let signs = 0;
  // Only the beginning is looked at: a value may be megabytes.
  for (const {segment} of SEGMENTS.segment(text.slice(0, max * 16))) {
    if (signs === max) return `${text.slice(0, end)}…`;
    signs += 1;
    end += segment.length;
  }
  return end < text.length ? `${text.slice(0, end)}…` : text;
}
