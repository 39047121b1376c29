import {ExactNumber} from '../../core/exact-number';
import {endOfString} from '../../core/json-strings';

/** An object that is open at some place of a text; `names` is absent for a list. */
interface Frame {
  /** What was written for each name so far. */
  readonly names?: Map<string, string>;
  /** The name whose value is being read, and where that value begins. */
  name?: string | undefined;
  start: number;
}

/**
 * A name that comes twice in one object with different values; undefined when there is none. Parsers keep
 * the last value and drop the others without a word, rows among them. `members` is how many members the
 * text has: only where what was parsed has fewer is the text looked through again.
 */
export function repeatedName(text: string, parsed: unknown, members: number): string | undefined {
  return membersIn(parsed) === members ? undefined : findRepeated(text);
}

/** By recursion, because answers are not nested deep (`ANSWER_DEPTH_MAX`). */
function membersIn(value: unknown): number {
  if (typeof value !== 'object' || value === null || value instanceof ExactNumber) return 0;
  if (Array.isArray(value)) {
    let inside = 0;
    for (const each of value as readonly unknown[]) inside += membersIn(each);
    return inside;
  }
  // What is left of JSON is an object.
  const object = value as Readonly<Record<string, unknown>>;
  let members = 0;
  for (const name in object) members += 1 + membersIn(object[name]);
  return members;
}

/** The text is JSON: it was parsed. */
function findRepeated(text: string): string | undefined {
  const open: Frame[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const frame = open.at(-1);
    switch (text[at]) {
      case '"': {
        const end = endOfString(text, at);
        // Written as a JSON string, so it is read as one.
        if (frame?.names && frame.name === undefined)
          frame.name = JSON.parse(text.slice(at, end + 1)) as string;
        at = end;
        break;
      }
      case ':':
        if (frame) frame.start = at + 1;
        break;
      case '{':
        open.push({names: new Map(), start: at});
        break;
      case '[':
        open.push({start: at});
        break;
      case ',':
      case '}':
      case ']':
        if (frame && isOther(frame, text.slice(frame.start, at).trim())) return frame.name;
        if (frame) frame.name = undefined;
        if (text[at] !== ',') open.pop();
        break;
      default:
    }
  }
  return undefined;
}

/** Notes a member; true when its name came before with another value. */
function isOther({names, name}: Frame, value: string): boolean {
  if (names === undefined || name === undefined) return false;
  const before = names.get(name);
  names.set(name, value);
  return before !== undefined && before !== value;
}
