import Ajv, {type ErrorObject} from 'ajv';
import addFormats from 'ajv-formats';
import {Failure} from '../core/failure';
import {isJsonObject, type Json, type JsonObject} from '../core/json';
import {describeProblem} from './describe-problem';
import {sealSchema} from './seal-schema';

/** What is checked against what. */
export interface ConfigCheck {
  /** The published schema; options that it does not name are refused all the same. */
  readonly schema: JsonObject;
  readonly config: Json;
  /** The file, or the part of a file, for messages. */
  readonly file: string;
  /** Names of sections of which at least one must be there; empty: none need be. */
  readonly sections: readonly string[];
}

/**
 * Checks a configuration and returns it as an object, unchanged. Every problem becomes one line of
 * the `config` failure's message: place, expectation, type found, next step; never a value.
 */
export function validateConfig(check: ConfigCheck): JsonObject {
  const {config, sections} = check;
  const problems = [...schemaProblems(check.schema, config)];
  if (isJsonObject(config)) {
    if (sections.length > 0 && !sections.some((name) => isFilled(config[name]))) {
      problems.push(`It has no vendor section. Add at least one of ${sections.join(', ')}.`);
    }
    if (problems.length === 0) return config;
  }
  throw new Failure({
    kind: 'config',
    message: problems.map((problem) => `${check.file}: ${problem}`).join('\n'),
  });
}

/** An empty list is what a form leaves behind: it configures nothing. */
function isFilled(section: Json | undefined): boolean {
  return section !== undefined && !(Array.isArray(section) && section.length === 0);
}

function schemaProblems(schema: JsonObject, config: Json): readonly string[] {
  const ajv = addFormats(
    new Ajv({allErrors: true, verbose: true, strict: false, discriminator: true}),
  );
  const validate = ajv.compile(sealSchema(schema));
  if (validate(config)) return [];
  const errors = validate.errors ?? [];
  return [...new Set(errors.filter((error) => !isEcho(error, errors)).map(describeProblem))];
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
