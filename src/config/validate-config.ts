import type {ErrorObject} from 'ajv';
import {isJsonObject, type Json, type JsonObject} from '../core/json';
import {placeSteps, placeText, type Mistake, type Place} from '../core/mistake';
import {mistakesFailure} from '../core/refusal';
import type * as compiling from './compile-schema';
import {describeProblem} from './describe-problem';
import {eitherMissing, type EitherMissing} from './either-missing';
import {maskedSecrets, type MaskedSecret} from './masked-secrets';
import type {Accepts} from './ready-checks';
import {sealSchema} from './seal-schema';
import {isSection} from './section-schemas';
import {isUsed, settleSections, withoutUnused} from './section-use';

/** What is checked against what. */
interface ConfigCheck {
  /** The published schema; options that it does not name are refused all the same. */
  readonly schema: JsonObject;
  readonly config: Json;
  /** The file, or the part of a file, for messages. */
  readonly file: string;
  /** Where it stands in its file, for sentences. Default: it is the file. */
  readonly root?: Place;
  /** Names of sections of which at least one must be there; empty: none need be. */
  readonly sections: readonly string[];
  /** The same schema, compiled beforehand. */
  readonly ready?: Accepts | undefined;
  /** Hears of sections that count as not used although they hold something. */
  readonly note?: (sentence: string) => void;
}

/**
 * Checks a configuration and returns it as an object, in the shape that was given. Sections that are
 * not used are not looked at; those that hold nothing but defaults get `use: no`. Every mistake
 * becomes one line of the `config` failure's message: place, expectation, type found, next step;
 * never a value.
 */
export function validateConfig(check: ConfigCheck): JsonObject {
  const {config, mistakes} = inspectConfig(check);
  if (mistakes.length > 0) {
    throw mistakesFailure(mistakes.map((mistake) => ({file: check.file, ...mistake})));
  }
  return config;
}

/** The same for who goes on with what is right; places begin at the configuration. */
export function inspectConfig(check: Omit<ConfigCheck, 'file'>): {
  readonly config: JsonObject;
  readonly mistakes: readonly Mistake[];
} {
  const {schema, sections, root = []} = check;
  if (!isJsonObject(check.config)) {
    return {config: {}, mistakes: schemaMistakes(schema, check.config, root)};
  }
  const {config, marked} = settleSections(schema, check.config);
  for (const name of marked) {
    check.note?.(`Section "${name}" contains only default values, so it is ignored.`);
  }
  const used = withoutUnused(schema, config);
  const rootText = placeText(root);
  const mistakes: Mistake[] = [
    ...(check.ready?.(used) === true ? [] : schemaMistakes(schema, used, root)),
    ...eitherMissing(schema, used, rootText).map((one) => describeMissing(one, root.length)),
    ...maskedSecrets(schema, used, rootText).map((one) => describeMask(one, root.length)),
  ];
  const known = [...new Set([...sectionNames(schema), ...sections])];
  if (sections.length > 0 && !known.some((name) => hasSection(schema, name, used[name]))) {
    const names = known.join(', ');
    const sentence =
      root.length === 0
        ? `The configuration has no vendor section. Add at least one of ${names}.`
        : `"${rootText}" has no vendor section. Add at least one of ${names}.`;
    mistakes.push({place: [], sentence});
  }
  return {config, mistakes};
}

function sectionNames(schema: JsonObject): readonly string[] {
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  return Object.entries(properties).flatMap(([name, option]) => (isSection(option) ? [name] : []));
}

/** What no form made is a section as soon as it is there; an empty list configures nothing. */
function hasSection(schema: JsonObject, name: string, value: Json | undefined): boolean {
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  if (isSection(properties[name])) return isUsed(value);
  return value !== undefined && !(Array.isArray(value) && value.length === 0);
}

function describeMissing({place, title}: EitherMissing, above: number): Mistake {
  return {
    place: placeSteps(place).slice(above),
    sentence: `"${place}"${title === '' ? '' : ` (${title})`} is missing. Add it.`,
  };
}

function describeMask({place, title}: MaskedSecret, above: number): Mistake {
  const meaning = title === '' ? '' : ` (${title})`;
  return {
    place: placeSteps(place).slice(above),
    sentence: `"${place}"${meaning} contains asterisks, which Airbyte shows instead of a stored secret. The value was not sent to any vendor. Enter the secret again.`,
  };
}

function schemaMistakes(schema: JsonObject, config: Json, root: Place): readonly Mistake[] {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- Most configurations need no compiler.
  const {compileSchema} = require('./compile-schema') as typeof compiling;
  const validate = compileSchema(sealSchema(schemaFor(schema, config)));
  if (validate(config)) return [];
  const errors = validate.errors ?? [];
  const mistakes = errors
    .filter((error) => !isEcho(error, errors))
    .map((error) => describeProblem(error, root));
  return [...new Map(mistakes.map((mistake) => [mistake.sentence, mistake])).values()];
}

/**
 * The schema without what it says of options that are not there: compiling it is most of what a check of
 * a configuration costs, and most configurations have one section of many. Their names stay.
 */
function schemaFor(schema: JsonObject, config: Json): JsonObject {
  const properties = schema['properties'];
  if (!isJsonObject(properties) || !isJsonObject(config)) return schema;
  const needed = Object.entries(properties).map(([name, option]) => [
    name,
    Object.hasOwn(config, name) ? option : {},
  ]);
  return {...schema, properties: Object.fromEntries(needed) as JsonObject};
}

/** True for an error that only repeats, in other words, what another one of the list says. */
function isEcho(error: ErrorObject, errors: readonly ErrorObject[]): boolean {
  if (error.keyword === 'discriminator') {
    return errors.some(
      (other) =>
        other.instancePath === error.instancePath &&
        (other.keyword === 'type' ||
          (other.keyword === 'required' &&
            other.params['missingProperty'] === error.params['tag'])),
    );
  }
  if (error.keyword === 'enum' || error.keyword === 'const') {
    return errors.some(
      (other) => other.instancePath === error.instancePath && other.keyword === 'type',
    );
  }
  return errors.some(
    (other) => other.keyword === 'oneOf' && error.schemaPath.startsWith(`${other.schemaPath}/`),
  );
}
