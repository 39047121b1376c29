import {BRACE_BIT, CLOSER, endOfPlainScalar, isAt, OPENER, type Units} from './plain-json';
import type {SentRecord} from './sent-record';
import {ShapeGraph, type Edge, type ShapeNode} from './shape-graph';

/** The text of an answer, and its units. */
export interface AnswerText {
  readonly text: string;
  readonly units: Units;
}

/** Finds the records of lists in their texts, one after another, and what stands where in each. */
export class RecordWalk implements SentRecord {
  /** What the records came to so far: commas, and openers twice. */
  values = 0;
  readonly graph: ShapeGraph;
  readonly members: number[] = [];
  #text = '';
  /** By part: where it is in the record whose number is in `#seen`. */
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #seen: number[] = [];
  readonly #wanted: number;
  #record = 0;

  constructor(wanted: readonly (readonly string[])[]) {
    this.graph = new ShapeGraph(wanted);
    this.#wanted = wanted.length;
  }

  nameOf(member: number): string {
    return this.graph.parts[member] ?? '';
  }

  json(part: number): string | undefined {
    if (this.#seen[part] !== this.#record) return undefined;
    return this.#text.slice(this.#starts[part], this.#ends[part]);
  }

  /** Position behind the record that begins at `at`; -1 where it is not plain JSON. */
  walk({text, units}: AnswerText, at: number): number {
    this.#text = text;
    this.#record += 1;
    this.members.length = 0;
    let node = this.graph.start;
    for (let place = at; ;) {
      const edge = followingEdge(node, units, place) ?? this.graph.learn(node, units, place);
      if (edge === undefined) return -1;
      if (edge.marks.length > 0) this.#note(edge, place);
      this.values += edge.values;
      place += edge.units.length;
      node = edge.to;
      if (node.isEnd) return place;
      const end = endOfPlainScalar(units, place);
      if (end < 0) return -1;
      if (node.part >= 0) {
        this.#begin(node.part, place);
        this.#ends[node.part] = end;
      }
      place = end;
    }
  }

  #note({marks}: Edge, place: number): void {
    for (const {part, offset, isEnd} of marks) {
      if (isEnd) this.#ends[part] = place + offset;
      else this.#begin(part, place + offset);
    }
  }

  #begin(part: number, at: number): void {
    this.#starts[part] = at;
    this.#seen[part] = this.#record;
    if (part >= this.#wanted) this.members.push(part);
  }
}

/** The known edge that stands at a place: another one may begin alike and then open an object or a list. */
function followingEdge({edges}: ShapeNode, units: Units, at: number): Edge | undefined {
  for (let place = 0; place < edges.length; place += 1) {
    const edge = edges[place];
    if (edge === undefined || !isAt(units, at, edge.units)) continue;
    if (edge.to.isEnd || isScalarStart(units[at + edge.units.length] ?? 0)) {
      if (place > 0) toFront(edges, place);
      return edge;
    }
  }
  return undefined;
}

function isScalarStart(code: number): boolean {
  return (code | BRACE_BIT) !== OPENER && (code | BRACE_BIT) !== CLOSER;
}

/** Records of one kind come together, so what followed last is asked first. */
function toFront(edges: Edge[], place: number): void {
  const [found] = edges.splice(place, 1);
  if (found !== undefined) edges.unshift(found);
}
