import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import {assembleSpec, type Side} from '../../../src/config/assemble-spec';
import {configSchemaOf} from '../../../src/config/assemble-spec';
import {sealSchema} from '../../../src/config/seal-schema';
import type {JsonObject} from '../../../src/core/json';
import {loadResource} from '../../../src/resources/load-resource';
import {vendors} from '../../../src/vendors/registry';
import {specProblems} from '../support/spec-problems';

function specOf(side: Side): JsonObject {
  const names = vendors.flatMap((vendor) => vendor[side]?.name ?? []);
  return assembleSpec({side, vendors: names, load: loadResource});
}

describe.each<Side>(['source', 'destination'])('the specification of the %s', (side) => {
  const spec = specOf(side);
  const schema = configSchemaOf(spec);

  it('keeps the rules that the platform has for specifications', () => {
    expect(specProblems(schema)).toEqual([]);
  });

  it('is a valid schema, also as the connector applies it', () => {
    const ajv = addFormats(new Ajv({strict: false, discriminator: true}));
    expect(ajv.validateSchema(schema)).toBe(true);
    expect(() => ajv.compile(sealSchema(schema))).not.toThrow();
  });

  it('has a section for every vendor, with title, description and a place of its own', () => {
    const properties = Object.entries(schema['properties'] as Record<string, JsonObject>);
    const names = vendors.flatMap((vendor) => vendor[side]?.name ?? []);
    expect(properties.map(([name]) => name)).toEqual(expect.arrayContaining(names));
    for (const [index, [, option]] of properties.entries()) {
      expect(option).toMatchObject({
        title: expect.any(String) as string,
        description: expect.any(String) as string,
        order: index,
      });
    }
  });

  it('declares a protocol version that the platform knows', () => {
    expect(spec['protocol_version']).toBe('0.2.0');
  });
});

describe('specProblems', () => {
  it('finds what the platform would refuse', () => {
    const bad: JsonObject = {
      type: 'object',
      additionalProperties: false,
      properties: {
        api_key: {type: 'string', order: 0},
        list: {type: 'array', order: 0},
        choice: {type: 'string', enum: ['a', 'a']},
        any: {type: 'object'},
        creds: {
          type: 'object',
          oneOf: [{type: 'object', title: 'x', properties: {a: {type: 'string'}}}],
        },
        ref: {type: 'string', $ref: '#/x'},
      },
    };
    expect(specProblems(bad)).toHaveLength(8);
  });
});
