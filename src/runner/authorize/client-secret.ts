import {readTextFile} from '../../config/read-text-file';
import {Failure} from '../../core/failure';
import type {CommandParts} from '../commands/command-parts';

/**
 * The app's client secret: from the file that was named, else the environment, else the keyboard. It
 * goes into the mask. Throws a `config` Failure that names all three when there is none.
 */
export async function readClientSecret(
  {environment, kit, terminal}: CommandParts,
  places: {
    /** The environment's variable. */
    readonly variable: string;
    readonly file: string | undefined;
    /** For the question. */
    readonly title: string;
  },
): Promise<string> {
  const {variable, file, title} = places;
  const given = file === undefined ? environment[variable] : readTextFile(file, 'client secret');
  const secret = (given ?? (await ask())).trim();
  if (secret === '') {
    throw new Failure({
      kind: 'config',
      message: `There is no client secret in ${file ?? variable}. Copy it from the app in ${title}.`,
    });
  }
  kit.mask.add(secret);
  return secret;

  async function ask(): Promise<string> {
    if (!terminal.askHidden) {
      throw new Failure({
        kind: 'config',
        message: `The app's client secret is missing. Set ${variable}, or name a file that holds it with --client-secret-file; in a terminal it is asked for.`,
      });
    }
    return terminal.askHidden(`Client secret of the app in ${title} (not shown): `, kit.signal);
  }
}
