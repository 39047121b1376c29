/** A visitor's or account's metadata: groups, then fields. */
export type Metadata = Record<string, Record<string, unknown>>;

/** The two kinds of things that Pendo keeps metadata of. */
export type Kind = 'visitor' | 'account';

/** Both kinds, in the order in which they are listed. */
export const KINDS: readonly Kind[] = ['visitor', 'account'];

/** Name of a kind's id in rows and in bulk writes. */
export function idKeyOf(kind: Kind): 'visitorId' | 'accountId' {
  return kind === 'visitor' ? 'visitorId' : 'accountId';
}
