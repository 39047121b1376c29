import {done, refused, type Outcome} from '../refusal';

/** The cursor of the page that begins at a place of the list, counted from 0. */
export function writeCursor(place: number): string {
  return Buffer.from(`place:${place}`).toString('base64url');
}

/** The place of a cursor; an empty one is that of the first page (RFC 9865, section 2). */
export function readCursor(cursor: string): Outcome<number> {
  if (cursor === '') return done(0);
  const [, place] = /^place:(\d{1,12})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  return place === undefined
    ? refused('invalidCursor', 'The cursor is not one of this service.')
    : done(Number(place));
}
