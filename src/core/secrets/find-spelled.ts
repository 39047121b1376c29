import {entity, unescaped} from './character-names';

/** A part of a text: from `start` up to, not including, `end`. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** Finds a needle in one text, as the places where it stands. */
type FindSpelled = (needle: string) => readonly Place[];

/** More than any server nests: a text is quoted by the vendor, a gateway and a log. */
const LAYERS_MAX = 4;

/** `#x` and six digits, with some zeros before them. */
const ENTITY_LENGTH_MAX = 14;

/** The signs that begin a spelling. */
const SIGNS = new Set(['\\', '%', '&', '+']);

/**
 * Finds texts in one text, regardless of the spelling of each character: as it is, or as a JSON escape,
 * percent or form encoding or HTML entity, whose own characters may be spelled so again. Every way to
 * read a character is tried: what stands beside a text can make a spelling of its edge (`%` before
 * `00`), so there is not one right way.
 */
export function createFindSpelled(text: string): FindSpelled {
  const read = createReader(text);
  const endsOf = (needle: string, start: number): readonly number[] => {
    // Nearly every character can be read in one way only.
    let at = 0;
    while (at < needle.length && !SIGNS.has(text.charAt(start + at))) {
      if (text.charAt(start + at) !== needle.charAt(at)) return [];
      at += 1;
    }
    const ends: Set<number>[] = [];
    ends[at] = new Set([start + at]);
    for (; at < needle.length; at += 1) {
      for (const position of ends[at] ?? []) {
        for (const {characters, end} of read(position, LAYERS_MAX)) {
          if (!needle.startsWith(characters, at)) continue;
          const next = at + characters.length;
          (ends[next] ??= new Set()).add(end);
        }
      }
    }
    return [...(ends[needle.length] ?? [])];
  };
  return (needle) => {
    const places: Place[] = [];
    const first = needle.charAt(0);
    for (let start = 0; needle !== '' && start < text.length; start += 1) {
      const sign = text.charAt(start);
      if (sign !== first && !SIGNS.has(sign)) continue;
      for (const end of endsOf(needle, start)) addPlace(places, {start, end});
    }
    return places;
  };
}

/** Adds a place behind the others; one that begins within the last makes that one longer. */
export function addPlace(places: Place[], place: Place): void {
  const last = places[places.length - 1];
  if (last === undefined || place.start >= last.end) places.push(place);
  else if (place.end > last.end) places[places.length - 1] = {start: last.start, end: place.end};
}

/** What stands at a position, read in one way. */
interface Reading {
  readonly characters: string;
  /** Position behind it. */
  readonly end: number;
}

/** All readings of what stands at a position, through so many layers at most. */
type Read = (at: number, layers: number) => readonly Reading[];

function createReader(text: string): Read {
  const known = new Map<number, readonly Reading[]>();
  const read: Read = (at, layers) => {
    const sign = text.charAt(at);
    if (sign === '') return [];
    const itself = {characters: sign, end: at + 1};
    if (layers === 0 || !SIGNS.has(sign)) return [itself];
    const key = at * (LAYERS_MAX + 1) + layers;
    const readings = known.get(key) ?? distinct(readThrough(read, at, layers - 1));
    known.set(key, readings);
    return readings;
  };
  return read;
}

function readThrough(read: Read, at: number, layers: number): readonly Reading[] {
  const signs = read(at, layers);
  const inner: Inner = (position) => read(position, layers);
  return [...signs, ...signs.flatMap((sign) => spelledBy(sign, inner))];
}

/** Readings in the layer below. */
type Inner = (at: number) => readonly Reading[];

function spelledBy({characters, end}: Reading, read: Inner): readonly Reading[] {
  switch (characters) {
    case '\\':
      return escapes(end, read);
    case '%':
      return percents(end, read);
    case '&':
      return entities(end, read);
    case '+':
      return [{characters: ' ', end}];
    default:
      return [];
  }
}

function escapes(at: number, read: Inner): readonly Reading[] {
  return read(at).flatMap(({characters, end}) => {
    if (characters === '\\') return [{characters, end}];
    if (/^[bfnrt"'/]$/i.test(characters)) {
      return [{characters: unescaped(characters.toLowerCase()), end}];
    }
    const digits = {u: 4, x: 2}[characters.toLowerCase()];
    if (digits === undefined) return [];
    return hexadecimal(end, digits, read).map((code) => ({
      characters: unescaped(characters + code.characters),
      end: code.end,
    }));
  });
}

/** UTF-8; a byte beyond it is taken for Latin-1, too. */
function percents(at: number, read: Inner): readonly Reading[] {
  return hexadecimal(at, 2, read).flatMap((first) => {
    const byte = Number.parseInt(first.characters, 16);
    let sequences: readonly Reading[] = [first];
    for (let more = bytesBehind(byte); more > 0; more -= 1) {
      sequences = sequences.flatMap((bytes) => followed(bytes, nextByte(bytes.end, read)));
    }
    const latin1 = {characters: String.fromCharCode(byte), end: first.end};
    return [
      latin1,
      ...sequences.map(({characters, end}) => ({characters: fromUtf8(characters), end})),
    ];
  });
}

/** How many bytes of one character follow its first. */
function bytesBehind(first: number): number {
  if (first < 0xc2 || first > 0xf4) return 0;
  if (first < 0xe0) return 1;
  return first < 0xf0 ? 2 : 3;
}

function nextByte(at: number, read: Inner): readonly Reading[] {
  return read(at)
    .filter(({characters}) => characters === '%')
    .flatMap(({end}) => hexadecimal(end, 2, read));
}

function fromUtf8(hexadecimalBytes: string): string {
  return Buffer.from(hexadecimalBytes, 'hex').toString('utf8');
}

function entities(at: number, read: Inner): readonly Reading[] {
  const found: Reading[] = [];
  let names: readonly Reading[] = [{characters: '', end: at}];
  for (let length = 0; length <= ENTITY_LENGTH_MAX && names.length > 0; length += 1) {
    for (const name of names) {
      for (const {characters, end} of read(name.end)) {
        const character = characters === ';' && length > 0 ? entity(name.characters) : undefined;
        if (character !== undefined) found.push({characters: character, end});
      }
    }
    names = names.flatMap((name) => followed(name, read(name.end), /^[#0-9a-z]$/i));
  }
  return found;
}

/** So many hexadecimal digits. */
function hexadecimal(at: number, digits: number, read: Inner): readonly Reading[] {
  let codes: readonly Reading[] = [{characters: '', end: at}];
  for (let length = 0; length < digits; length += 1) {
    codes = codes.flatMap((code) => followed(code, read(code.end), /^[0-9a-f]$/i));
  }
  return codes;
}

/** A reading with each of those that follow it, of which only those that match. */
function followed(before: Reading, next: readonly Reading[], pattern = /^/): readonly Reading[] {
  return next
    .filter(({characters}) => pattern.test(characters))
    .map(({characters, end}) => ({characters: before.characters + characters, end}));
}

function distinct(readings: readonly Reading[]): readonly Reading[] {
  return [
    ...new Map(
      readings.map((reading) => [`${reading.end} ${reading.characters}`, reading]),
    ).values(),
  ];
}
