import {readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import Ajv from 'ajv';
import fc from 'fast-check';
import {isJsonObject, type JsonObject} from '../../src/core/json';
import type {SpecTest} from './support/cat-config';
import {schemaBreaks, withSectionsUsed} from './support/compatibility';
import {destination, source, type Connector} from './support/connectors';
import {madeUpConfig} from './support/made-up-configs';
import {endProblems} from './support/read-rules';
import {runConnector, type Run} from './support/run-connector';
import {catSpecProblems} from './support/spec-rules';

jest.setTimeout(120_000);

const ajv = new Ajv({strict: false});

interface Case {
  readonly connector: Connector;
  readonly test: SpecTest;
  readonly title: string;
}

const cases: readonly Case[] = [source, destination].flatMap((connector) =>
  (connector.config.acceptance_tests.spec.tests ?? []).map((test, at) => ({
    connector,
    test,
    title: `${connector.name} (spec.tests[${at}])`,
  })),
);

function readJson(path: string): JsonObject {
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (isJsonObject(value)) return value;
  throw new Error(`${path} holds no JSON object`);
}

function schemaOf(spec: JsonObject): JsonObject {
  const schema = spec['connectionSpecification'];
  if (isJsonObject(schema)) return schema;
  throw new Error('the specification has no connectionSpecification');
}

describe.each(cases)('The specification of $title', ({connector, test}) => {
  let run: Run;
  let spec: JsonObject;

  beforeAll(async () => {
    run = await runConnector(connector, ['spec'], test.timeout_seconds);
    spec = run.of('SPEC')[0] ?? {};
  });

  it('comes as the one message of a run that ends well', () => {
    expect(endProblems(run)).toEqual([]);
    expect(run.of('SPEC')).toHaveLength(1);
    expect(run.messages.filter(({type}) => type !== 'SPEC' && type !== 'LOG')).toEqual([]);
  });

  it('is the one that is committed', () => {
    expect(spec).toEqual(readJson(test.spec_path));
  });

  it('allows the configuration of the test', () => {
    const validate = ajv.compile(schemaOf(spec));
    expect([validate(readJson(test.config_path)), validate.errors]).toEqual([true, null]);
  });

  it('keeps every rule of the acceptance tests', () => {
    expect(catSpecProblems(spec)).toEqual([]);
  });

  it('takes nothing away that the last release gave', () => {
    const previous = schemaOf(previousSpec(test));
    expect(schemaBreaks('spec', previous, withSectionsUsed(schemaOf(spec)))).toEqual([]);
  });

  it('allows whatever configuration the last release allowed', () => {
    const previous = schemaOf(previousSpec(test));
    const wasValid = ajv.compile(previous);
    const isValid = ajv.compile(schemaOf(spec));
    const configs = fc.sample(madeUpConfig(previous), {numRuns: 100, seed: 1});
    const valid = configs.filter((config) => wasValid(config));
    expect(valid.length).toBeGreaterThan(50);
    const refused = valid.flatMap((config) => (isValid(config) ? [] : [[config, isValid.errors]]));
    expect(refused).toEqual([]);
  });
});

/** Releases are kept beside the specification, in folders by their version. */
function previousSpec(test: SpecTest): JsonObject {
  const {previous_connector_version: version} = test.backward_compatibility_tests_config;
  return readJson(join(dirname(test.spec_path), 'releases', version, 'spec.json'));
}
