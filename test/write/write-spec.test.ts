import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import Ajv from 'ajv';
import type {ValidateFunction} from 'ajv';

const FORBIDDEN = [
  'anyOf',
  'allOf',
  'oneOf',
  '$ref',
  'not',
  'patternProperties',
  'if',
  'additionalProperties',
];

function load(name: string): object {
  const path = join(__dirname, '../../resources/spec/destination', name);
  // The files are JSON objects; Ajv checks that they are schemas.
  return JSON.parse(readFileSync(path, 'utf8')) as object;
}

function compile(name: string): ValidateFunction {
  return new Ajv({
    strict: true,
    strictTypes: false,
    keywords: [
      'order',
      'group',
      'always_show',
      'either',
      'pattern_descriptor',
      'multiline',
      'airbyte_secret',
      'airbyte_hidden',
    ],
  }).compile(load(name));
}

describe.each(['mappings.json', 'rejected-records.json'])('the spec fragment %s', (name) => {
  it('keeps to what the Airbyte form can show: titles, descriptions, orders of their own', () => {
    const visit = (node: unknown, path: string): void => {
      if (typeof node !== 'object' || node === null) return;
      for (const keyword of FORBIDDEN) expect([path, Object.keys(node)]).not.toContain(keyword);
      if ('type' in node) {
        expect([path, Object.keys(node)]).toEqual([path, expect.arrayContaining(['title'])]);
      }
      if ('properties' in node) {
        const properties = Object.values(node.properties as object) as {readonly order: number}[];
        const orders = properties.map(({order}) => order);
        expect(new Set(orders)).toEqual(new Set(orders.keys()));
        for (const [key, child] of Object.entries(node.properties as object)) {
          expect([key, child]).toEqual([
            key,
            expect.objectContaining({description: expect.anything() as unknown}),
          ]);
          visit(child, `${path}.${key}`);
        }
      }
      if ('items' in node) visit(node.items, `${path}[]`);
    };
    visit(load(name), name);
    compile(name);
  });
});

describe('the spec of mappings', () => {
  const validate = compile('mappings.json');

  it.each([
    ['nothing', []],
    ['the shortest mapping', [{stream: 's', object: 'pendo_visitors'}]],
    [
      'a full mapping',
      [
        {
          stream: 's',
          namespace: null,
          object: 'pipedrive_users',
          key: 'email',
          key_field: 'email',
          mode: 'soft_delete',
          fields: [
            {column: 'a', field: 'b.c', default: '0', convert: 'integer'},
            {constant: 'x', field: 'd'},
          ],
          other_columns: 'send',
          nulls: 'clear',
        },
      ],
    ],
  ])('takes %s', (_, value) => {
    expect(validate(value)).toBe(true);
  });

  it.each([
    ['a mapping without a stream', [{object: 'pendo_visitors'}]],
    ['an unknown mode', [{stream: 's', object: 'o', mode: 'merge'}]],
    [
      'an unknown conversion',
      [{stream: 's', object: 'o', fields: [{column: 'a', convert: 'date'}]}],
    ],
  ])('refuses %s', (_, value) => {
    expect(validate(value)).toBe(false);
  });
});
