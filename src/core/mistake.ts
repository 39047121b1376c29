import type {Json} from './json';

/** Names and numbers on the way to a value: `['mappings', 0, 'object']`. */
export type Place = readonly (string | number)[];

/** One thing that is wrong in what the user wrote. */
export interface Mistake {
  /** The file that has to be changed, once it is known. */
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** Where it stands in that file. */
  readonly place: Place;
  /** What is wrong, what was expected, and the next step; never a value that may be secret. */
  readonly sentence: string;
  readonly example?: Example;
}

/** What would be right, as a value at its place. */
export interface Example {
  readonly place: Place;
  readonly value: Json;
}

/** A place as people write it: `mappings[0].object`. */
export function placeText(place: Place): string {
  return place.reduce<string>(
    (text, step) =>
      typeof step === 'number' ? `${text}[${step}]` : `${text}${text === '' ? '' : '.'}${step}`,
    '',
  );
}

/** The way to a place as `placeText` writes it. */
export function placeSteps(text: string): Place {
  return text
    .split(/\.|(?=\[\d+\])/)
    .map((step) => (/^\[\d+\]$/.test(step) ? Number(step.slice(1, -1)) : step));
}

/** Where a place is found by a person. */
export type Locate = (place: Place) => {readonly file: string; readonly line?: number};
