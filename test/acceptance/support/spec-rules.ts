import {isJsonObject, type JsonObject} from '../../../src/core/json';
import {specProblems} from '../../airbyte/support/spec-problems';
import {listOf, propertiesOf, textOf, typesOf, walkSchema, type Visited} from './walk-schema';

/** Names that Airbyte takes for secrets wherever they stand. */
const SECRET_NAMES = new Set([
  ...['client_token', 'access_token', 'api_token', 'token', 'secret', 'client_secret', 'password'],
  ...['key', 'service_account_info', 'service_account', 'tenant_id', 'certificate', 'jwt'],
  ...['credentials', 'app_id', 'appid', 'refresh_token'],
]);

/** Options with such a name that hold no secret, by place. */
const NO_SECRETS = new Set(['mappings.key']); // The name of a column.

const DATE_PATTERNS: Readonly<Record<string, string>> = {
  date: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
  'date-time': '^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2})?$',
};

/**
 * What Airbyte's acceptance tests would say against a specification, as sentences; those that our own
 * tests look at anyway (`specProblems`) and the further ones.
 */
export function catSpecProblems(spec: JsonObject): readonly string[] {
  const schema = spec['connectionSpecification'];
  if (!isJsonObject(schema)) return ['there is no connectionSpecification'];
  return [
    ...specProblems(schema),
    ...walkSchema(schema).flatMap((here) =>
      [...secrets(here), ...types(here), ...variants(here), ...display(here), ...dates(here)].map(
        (problem) => `${here.place === '' ? '(root)' : here.place}: ${problem}`,
      ),
    ),
    ...oauth(spec, schema),
  ];
}

function secrets({name, place, schema}: Visited): readonly string[] {
  const marked = schema['airbyte_secret'] === true;
  const holdsText = typesOf(schema).some((type) => ['string', 'integer', 'number'].includes(type));
  const canHold = holdsText && schema['const'] === undefined;
  if (marked && !canHold) return ['is marked as a secret and cannot hold one'];
  const looksSecret = SECRET_NAMES.has(name.toLowerCase()) && !NO_SECRETS.has(place);
  return looksSecret && canHold && !marked ? ['has a name of secrets and is not marked'] : [];
}

function types({schema}: Visited): readonly string[] {
  const type = schema['type'];
  const problems: string[] = [];
  if (Array.isArray(type) && (type.length > 2 || (type.length === 2 && type[1] !== 'null'))) {
    problems.push('has types that are not one type, or one type and null');
  }
  const more = schema['additionalProperties'];
  if (more !== undefined && more !== true) problems.push('has additionalProperties besides true');
  const items = schema['items'];
  if (typesOf(schema).includes('array') && isJsonObject(items)) {
    const fits = typesOf(items).some((one) =>
      ['object', 'string', 'number', 'integer'].includes(one),
    );
    if (!fits && !('enum' in items)) problems.push('is a list of what the form cannot show');
  }
  const empty = Object.keys(propertiesOf(schema)).length === 0 && !('oneOf' in schema);
  if (type === 'object' && empty) problems.push('is an empty object');
  return problems;
}

function variants({schema}: Visited): readonly string[] {
  const found = listOf(schema['oneOf']).filter((one) => isJsonObject(one));
  return found.flatMap((variant) => {
    const problems = variant['type'] === 'object' ? [] : ['has a variant that is no object'];
    const tags = Object.values(propertiesOf(variant)).filter(
      (one) => isJsonObject(one) && 'const' in one,
    );
    for (const tag of tags) {
      if (!isJsonObject(tag)) continue;
      const {const: constant, default: fallback, enum: values} = tag;
      if (fallback !== undefined && fallback !== constant) {
        problems.push('has a variant whose default is not its constant');
      }
      if (values !== undefined && JSON.stringify(values) !== JSON.stringify([constant])) {
        problems.push('has a variant whose list of values is not its constant');
      }
    }
    return problems;
  });
}

function display({schema, depth}: Visited): readonly string[] {
  const problems: string[] = [];
  if (typeof schema['group'] === 'string' && depth !== 1)
    problems.push('has a group below the top');
  const shown = schema['display_type'];
  if (
    shown !== undefined &&
    (!('oneOf' in schema) || !['dropdown', 'radio'].includes(textOf(shown)))
  ) {
    problems.push('has a display_type that is not one for variants');
  }
  return problems;
}

function dates({schema}: Visited): readonly string[] {
  const {format, pattern} = schema;
  const wanted = typeof format === 'string' ? DATE_PATTERNS[format] : undefined;
  if (wanted !== undefined && pattern !== wanted)
    return [`is a ${textOf(format)} without ${wanted}`];
  const isDatePattern = Object.values(DATE_PATTERNS).some((one) => one === pattern);
  return wanted === undefined && isDatePattern ? ['has the pattern of a date and no format'] : [];
}

/** Paths of `advanced_auth` have to lead to options. */
function oauth({advanced_auth: auth}: JsonObject, schema: JsonObject): readonly string[] {
  if (!isJsonObject(auth)) return [];
  const configuration = auth['oauth_config_specification'];
  const outputs = isJsonObject(configuration) ? Object.values(configuration) : [];
  const paths = [
    auth['predicate_key'],
    ...outputs.flatMap((output) =>
      isJsonObject(output)
        ? Object.values(propertiesOf(output)).map((one) =>
            isJsonObject(one) ? one['path_in_connector_config'] : undefined,
          )
        : [],
    ),
  ];
  const places = new Set(walkSchema(schema).map(({place}) => place));
  return paths.flatMap((path) => {
    const place = listOf(path).join('.');
    return place === '' || places.has(place) ? [] : [`advanced_auth: there is no option ${place}`];
  });
}
