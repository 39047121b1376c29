import {BRACE_BIT, CLOSER, endOfPlainString, OPENER, type Units} from './plain-json';

/** Where an object or a list of a record begins or ends, within the text of an edge. */
export interface Mark {
  /** Number of the part; see `ShapeGraph.parts`. */
  readonly part: number;
  /** Characters behind the beginning of the edge. */
  readonly offset: number;
  readonly isEnd: boolean;
}

/** What stands between two scalars of a record: brackets, commas, names. */
export interface Edge {
  readonly units: Units;
  readonly marks: readonly Mark[];
  readonly to: ShapeNode;
  /** What it counts as where values are counted: commas, and openers twice. */
  readonly values: number;
}

/** A scalar of a record, by the names that lead to it; `part` is -1 where nobody wants it. */
export interface ShapeNode {
  readonly part: number;
  readonly frames: readonly Frame[];
  readonly edges: Edge[];
  readonly isEnd: boolean;
}

/** An object or a list that is open at a node. */
interface Frame {
  /** Absent for a list. */
  readonly members?: Members;
  /** The name whose value the node is in; undefined in a list. */
  readonly name?: string;
  readonly path: string;
}

/**
 * The names that objects at one place had so far, each with its rank. Names of an object are accepted only
 * in ascending rank, so none can come twice.
 */
interface Members {
  readonly ranks: Map<string, number>;
}

/** More are no shape any more: then the names are data. */
const EDGES_MAX = 4_000;
const DEPTH_MAX = 50;
const EDGE_LENGTH_MAX = 4_000;

/** What follows a name on the way to a member, and what stands for "an item of the list": no name holds them. */
const MEMBER = '\n';
const ITEM = '\t';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const CLOSE_LIST = 0x5d;

/**
 * What is known of the shape of a list's records: which text may follow which scalar. It is learnt from the
 * records themselves, a piece at a time, by checking each piece once; from then on a piece is compared
 * as a whole. Only what `JSON.parse` and `JSON.stringify` would leave as it is becomes a piece.
 */
export class ShapeGraph {
  /** Names of the parts whose places are told: members of the record by their name, then those wanted. */
  readonly parts: string[] = [];
  readonly start: ShapeNode = {part: -1, frames: [], edges: [], isEnd: false};
  /** Different names at their places. */
  names = 0;
  readonly #end: ShapeNode = {part: -1, frames: [], edges: [], isEnd: true};
  readonly #nodes = new Map<string, ShapeNode>();
  readonly #members = new Map<string, Members>();
  readonly #partOf = new Map<string, number>();
  #edges = 0;

  /** `wanted`: parts deeper inside, each by the names that lead to it; they are the first parts. */
  constructor(wanted: readonly (readonly string[])[]) {
    for (const names of wanted) {
      this.#partOf.set(names.map((name) => MEMBER + name).join(''), this.parts.length);
      this.parts.push('');
    }
  }

  /** Learns the edge that begins at `at`, behind the scalar of a node; undefined where it is no plain JSON. */
  learn(node: ShapeNode, units: Units, at: number): Edge | undefined {
    if (this.#edges >= EDGES_MAX) return undefined;
    const walk = new EdgeWalk(this, node.frames, {units, start: at});
    const path = walk.run();
    if (path === undefined) return undefined;
    const edge = {
      units: Uint16Array.from(units.subarray(at, walk.at)),
      marks: walk.marks,
      values: walk.values,
      to: path === '' ? this.#end : this.#nodeAt(path, walk.frames),
    };
    this.#edges += 1;
    node.edges.push(edge);
    return edge;
  }

  /** The number of a part, if somebody wants it. */
  partAt(path: string): number {
    const known = this.#partOf.get(path);
    if (known !== undefined) return known;
    const isMember = path.lastIndexOf(MEMBER) === 0 && !path.includes(ITEM);
    const part = isMember ? this.parts.push(path.slice(MEMBER.length)) - 1 : -1;
    this.#partOf.set(path, part);
    return part;
  }

  /** The names of the objects at a place. */
  membersAt(path: string): Members {
    const known = this.#members.get(path) ?? {ranks: new Map<string, number>()};
    this.#members.set(path, known);
    return known;
  }

  #nodeAt(path: string, frames: readonly Frame[]): ShapeNode {
    const known = this.#nodes.get(path);
    if (known !== undefined) return known;
    const node = {part: this.partAt(path), frames: [...frames], edges: [], isEnd: false};
    this.#nodes.set(path, node);
    return node;
  }
}

/** What may come next. */
type Expected = 'value' | 'name' | 'name_or_end' | 'value_or_end' | 'comma_or_end';

/** The way from one scalar to the next, checked sign by sign. */
class EdgeWalk {
  readonly marks: Mark[] = [];
  frames: Frame[];
  at: number;
  values = 0;
  readonly #graph: ShapeGraph;
  readonly #units: Units;
  readonly #start: number;
  #expected: Expected;

  constructor(
    graph: ShapeGraph,
    frames: readonly Frame[],
    {units, start}: {readonly units: Units; readonly start: number},
  ) {
    this.#graph = graph;
    this.frames = [...frames];
    this.#units = units;
    this.#start = start;
    this.at = start;
    this.#expected = frames.length === 0 ? 'value' : 'comma_or_end';
  }

  /** The path of the scalar that follows, empty for the record's end; undefined where it is not plain. */
  run(): string | undefined {
    for (; this.at - this.#start < EDGE_LENGTH_MAX;) {
      const code = this.#units[this.at] ?? 0;
      if (this.#expected === 'name' || (this.#expected === 'name_or_end' && code === QUOTE)) {
        if (!this.#takeName()) return undefined;
      } else if ((code | BRACE_BIT) === CLOSER) {
        if (!this.#close(code === CLOSE_LIST)) return undefined;
        if (this.frames.length === 0) return '';
      } else if (this.#expected === 'comma_or_end') {
        if (code !== COMMA) return undefined;
        this.values += 1;
        this.at += 1;
        this.#expected = this.#top()?.members === undefined ? 'value' : 'name';
      } else if (this.#expected === 'name_or_end') {
        return undefined;
      } else if ((code | BRACE_BIT) === OPENER) {
        if (!this.#open(code === OPENER)) return undefined;
      } else {
        return this.frames.length === 0 ? undefined : this.#pathHere();
      }
    }
    return undefined;
  }

  #top(): Frame | undefined {
    return this.frames[this.frames.length - 1];
  }

  /** The path of the value that stands here. */
  #pathHere(): string {
    const top = this.#top();
    if (top === undefined) return '';
    return top.members === undefined ? top.path + ITEM : top.path + MEMBER + (top.name ?? '');
  }

  #open(isObject: boolean): boolean {
    // A record is an object.
    if (this.frames.length >= DEPTH_MAX || (this.frames.length === 0 && !isObject)) return false;
    const path = this.#pathHere();
    this.#mark(path, false);
    this.frames.push(isObject ? {members: this.#graph.membersAt(path), path} : {path});
    this.values += 2;
    this.at += 1;
    this.#expected = isObject ? 'name_or_end' : 'value_or_end';
    return true;
  }

  #close(isList: boolean): boolean {
    const top = this.#top();
    if (top === undefined || this.#expected === 'value' || this.#expected === 'name') return false;
    if (isList !== (top.members === undefined)) return false;
    this.frames.pop();
    this.at += 1;
    this.#mark(top.path, true);
    this.#expected = 'comma_or_end';
    return true;
  }

  #mark(path: string, isEnd: boolean): void {
    const part = path === '' ? -1 : this.#graph.partAt(path);
    if (part >= 0) this.marks.push({part, offset: this.at - this.#start, isEnd});
  }

  #takeName(): boolean {
    const top = this.#top();
    if (this.#units[this.at] !== QUOTE || top?.members === undefined) return false;
    const end = endOfPlainString(this.#units, this.at);
    if (end < 0 || end - this.at > EDGE_LENGTH_MAX || this.#units[end] !== COLON) return false;
    const name = String.fromCharCode(...this.#units.subarray(this.at + 1, end - 1));
    if (isOwnOrder(name) || !this.#isBehind(top.members, top.name, name)) return false;
    this.frames[this.frames.length - 1] = {...top, name};
    this.at = end + 1;
    this.#expected = 'value';
    return true;
  }

  /** True when the name may follow the one before it; a new one gets its rank. */
  #isBehind({ranks}: Members, before: string | undefined, name: string): boolean {
    const floor = before === undefined ? Number.NEGATIVE_INFINITY : (ranks.get(before) ?? 0);
    const known = ranks.get(name);
    if (known !== undefined) return known > floor;
    let next = Number.POSITIVE_INFINITY;
    for (const rank of ranks.values()) if (rank > floor && rank < next) next = rank;
    const rank = rankBetween(floor, next);
    if (!(rank > floor && rank < next)) return false;
    ranks.set(name, rank);
    this.#graph.names += 1;
    return true;
  }
}

/** Names that JavaScript does not keep where they were written, or not as members. */
function isOwnOrder(name: string): boolean {
  return name === '__proto__' || /^\d+$/.test(name);
}

function rankBetween(floor: number, next: number): number {
  if (next === Number.POSITIVE_INFINITY) return Number.isFinite(floor) ? floor + 1 : 0;
  return Number.isFinite(floor) ? (floor + next) / 2 : next - 1;
}
