import {answerInTime} from '../../accounts/answer-deadline';
import type {OpenedDestination} from '../../accounts/open-ends';
import {closestName} from '../../core/closest-name';
import {Failure, toFailure} from '../../core/failure';
import {isJsonObject, type JsonObject} from '../../core/json';
import {createRateLimitRelay} from '../../read/rate-limit-relay';
import type {ObjectDescription} from '../../write/object-writer';
import {withRunFile} from '../check/all-mistakes';
import type {CommandParts} from '../commands/command-parts';
import {EXIT_CODES} from '../commands/exit-codes';
import {openEnds} from '../run/open-ends';
import {openRotatedSections} from '../run/rotated-sections';
import {tableText} from '../report/table';

/** A field of an object, as its account has it. */
interface ShownField {
  readonly name: string;
  readonly type: string;
  readonly description: string;
}

/** An object as its account has it; `objects --json` prints them. */
interface ShownObject {
  readonly object: string;
  /** The default first, as are the modes. */
  readonly keys: readonly string[];
  readonly modes: readonly string[];
  readonly fields: readonly ShownField[];
  /** Why the fields are not known, when they are not. */
  readonly failure?: string;
}

/** `user-sync objects FILE [OBJECT]`; returns the exit code. */
export async function objectsCommand(
  parts: CommandParts,
  {path, object}: {readonly path: string; readonly object: string | undefined},
  {json = false}: {readonly json?: boolean},
): Promise<number> {
  return withRunFile({...parts, path}, async (runFile) => {
    const shown = await answerInTime(parts.kit, async (deadline) => {
      const rotated = openRotatedSections(runFile.warehouse.path);
      const relay = createRateLimitRelay();
      const {destinations} = openEnds({...parts, runFile, rotated, relay, deadline});
      const wanted = wantedObjects(destinations, object);
      return Promise.all(
        wanted.map(({destination, description}) =>
          describe(description, () =>
            deadline.orLate(destination.open.vendor, destination.open.schemaOf(description.name)),
          ),
        ),
      );
    });
    const {out, tell = out, width} = parts.terminal;
    if (json) out(`${JSON.stringify({objects: shown}, null, 2)}\n`);
    else tell(textOf(shown, width));
    return shown.some(({failure}) => failure !== undefined) ? EXIT_CODES.failed : EXIT_CODES.done;
  });
}

interface WantedObject {
  readonly destination: OpenedDestination;
  readonly description: ObjectDescription;
}

function wantedObjects(
  destinations: readonly OpenedDestination[],
  object: string | undefined,
): readonly WantedObject[] {
  const all = destinations.flatMap((destination) =>
    destination.objects.map((description) => ({destination, description})),
  );
  if (object === undefined) return all;
  const found = all.filter(({description}) => description.name === object.toLowerCase());
  if (found.length > 0) return found;
  const names = all.map(({description}) => description.name);
  const close = closestName(object, names);
  const hint = close === undefined ? '' : ` Did you mean ${close}?`;
  throw new Failure({
    kind: 'config',
    message: `There is no object ${object}.${hint} Objects of the configured vendors: ${names.join(', ')}.`,
  });
}

async function describe(
  {name, keys, operations}: ObjectDescription,
  ask: () => Promise<JsonObject>,
): Promise<ShownObject> {
  const known = {object: name, keys, modes: operations};
  try {
    return {...known, fields: fieldsOf(await ask())};
  } catch (error) {
    return {...known, fields: [], failure: toFailure(error).message};
  }
}

function fieldsOf({properties}: JsonObject, before = ''): readonly ShownField[] {
  if (!isJsonObject(properties)) return [];
  return Object.entries(properties).flatMap(([name, schema]): readonly ShownField[] => {
    const one = isJsonObject(schema) ? schema : {};
    const title: unknown = one['description'] ?? one['title'];
    const own = {
      name: `${before}${name}`,
      type: typeOf(one),
      description: typeof title === 'string' ? title : '',
    };
    return [own, ...fieldsOf(one, `${before}${name}.`)];
  });
}

function typeOf({type, format}: JsonObject): string {
  const types = (Array.isArray(type) ? type : [type]).filter(
    (one) => typeof one === 'string' && one !== 'null',
  );
  if (format === 'date-time') return 'time';
  return types.length === 0 ? 'any' : types.join(' or ');
}

const COLUMNS = [
  {head: 'field', wraps: true},
  {head: 'type'},
  {head: 'what it is', wraps: true},
] as const;

function textOf(objects: readonly ShownObject[], width: number): string {
  return objects
    .map(({object, keys, modes, fields, failure}) => {
      const head = `${object}\n  key: ${keys.join(' or ')}; modes: ${modes.join(', ')} (the first is the default)`;
      if (failure !== undefined) return `${head}\n  Its fields are not known. ${failure}\n`;
      const rows = fields.map(({name, type, description}) => [name, type, description]);
      return `${head}\n\n${tableText(COLUMNS, rows, width)}\n`;
    })
    .join('\n');
}
