/** A text that contains `part`; typed, which jest's own matcher is not. */
export function containing(part: string): unknown {
  return expect.stringContaining(part);
}

/** A text that matches. */
export function matching(pattern: RegExp): unknown {
  return expect.stringMatching(pattern);
}
