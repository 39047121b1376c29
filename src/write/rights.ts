import {Failure} from '../core/failure';
import type {Mapping} from './mapping/mapping';
import type {Operation} from './record';

/** An object that is configured to be written, with the modes in which its mappings write it. */
export interface ObjectUse {
  readonly object: string;
  readonly operations: readonly Operation[];
}

/** Something that writing an object needs, and whether it may be done. */
export interface Right {
  readonly object: string;
  /** What may be done, behind "may": "invite people". */
  readonly what: string;
  /**
   * `has`: the credential may; `missing`: the vendor does not let it; `off`: an option of the
   * configuration is off, so that it is never tried; `unknown`: the vendor does not tell beforehand.
   */
  readonly state: 'has' | 'missing' | 'off' | 'unknown';
  /** Why it may not, or is not known, and what to do: a sentence. */
  readonly why?: string;
}

const STATE_WORDS = {has: 'yes', missing: 'no', off: 'switched off', unknown: 'not known'} as const;

/** One line: "pipedrive_users may list users: yes" or "…: no. Its reason." */
export function rightText({object, what, state, why}: Right): string {
  const line = `${object} may ${what}: ${STATE_WORDS[state]}`;
  return why === undefined ? line : `${line}. ${why}`;
}

/** A failure for each right that a configured mode needs and the credential does not have. */
export function missingRights(vendor: string, rights: readonly Right[]): readonly Failure[] {
  return rights.flatMap(({object, what, state, why}) =>
    state === 'missing'
      ? [
          new Failure({
            kind: 'auth',
            message: `${vendor}: the credential may not ${what}, which the mappings of ${object} need.${why === undefined ? '' : ` ${why}`}`,
          }),
        ]
      : [],
  );
}

/** The objects that mappings write, each once, with their modes. */
export function usesOf(
  mappings: readonly Pick<Mapping, 'object' | 'operation' | 'onGone'>[],
): readonly ObjectUse[] {
  const uses = new Map<string, Set<Operation>>();
  for (const {object, operation, onGone} of mappings) {
    const operations = uses.get(object) ?? new Set();
    operations.add(operation);
    if (onGone === 'deactivate') operations.add('soft_delete');
    uses.set(object, operations);
  }
  return [...uses].map(([object, operations]) => ({object, operations: [...operations]}));
}
