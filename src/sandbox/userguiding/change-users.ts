import type {SandboxChange, SandboxChangeResult} from '../sandbox';
import type {People} from '../shared/people';
import {hash} from '../shared/hash';
import type {Workspace} from './workspace';

const PICK_SALT = 61;
const LANGUAGES = ['en', 'de', 'fr', 'pt', 'tr'];

/**
 * Makes the changer of a workspace. Kind `users`: changed users load a page of the product, which sets
 * their language; joined ones load it for the first time; left ones are removed in the panel.
 */
export function createUserChanger(options: {
  readonly workspace: Workspace;
  readonly people: People;
  readonly seed: number;
  /** Number of people who are profiles from the start. */
  readonly users: number;
}): (change: SandboxChange) => SandboxChangeResult {
  const {workspace, people, seed} = options;
  const counter = {picks: 0, joined: 0};
  const load = (userId: string): string => {
    const language = LANGUAGES[counter.picks % LANGUAGES.length];
    workspace.identify({userId, attributes: {language}, company: undefined});
    return userId;
  };
  const pick = (count: number): readonly string[] => {
    const left = workspace.profiles().map(({userId}) => userId);
    const picked: string[] = [];
    while (picked.length < count && left.length > 0) {
      counter.picks += 1;
      picked.push(...left.splice(hash(seed, PICK_SALT, counter.picks) % left.length, 1));
    }
    return picked;
  };
  return ({kind, changed = 0, joined = 0, left = 0}) => {
    if (kind !== 'users') {
      throw new RangeError(
        `the sandbox part userguiding cannot change ${kind}; it can change users`,
      );
    }
    const chosen = pick(changed + left);
    const gone = chosen.slice(changed);
    for (const userId of gone) workspace.remove(userId);
    return {
      changed: chosen.slice(0, changed).map(load),
      left: gone,
      joined: Array.from({length: joined}, () => {
        counter.joined += 1;
        return load(people.email(options.users + counter.joined - 1));
      }),
    };
  };
}
