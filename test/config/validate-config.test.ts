import {collectSecrets} from '../../src/config/collect-secrets';
import {closestName} from '../../src/core/closest-name';
import {validateConfig} from '../../src/config/validate-config';
import type {Json, JsonObject} from '../../src/core/json';

const schema: JsonObject = {
  type: 'object',
  additionalProperties: true,
  properties: {
    pipedrive: {
      type: 'object',
      required: ['credentials'],
      additionalProperties: true,
      properties: {
        credentials: {
          type: 'object',
          oneOf: [
            {
              type: 'object',
              title: 'API token',
              required: ['auth_type', 'api_token'],
              properties: {
                auth_type: {type: 'string', const: 'api_token'},
                api_token: {
                  type: 'string',
                  title: 'API token',
                  minLength: 1,
                  airbyte_secret: true,
                },
              },
            },
            {
              type: 'object',
              title: 'OAuth',
              required: ['auth_type', 'client_id', 'refresh_token'],
              properties: {
                auth_type: {type: 'string', const: 'oauth2'},
                client_id: {type: 'string'},
                refresh_token: {type: 'string', airbyte_secret: true},
              },
            },
          ],
        },
        region: {type: 'string', enum: ['us', 'eu']},
        base_url: {type: 'string', format: 'uri'},
      },
    },
    pandadoc: {
      type: 'object',
      properties: {
        workspaces: {
          type: 'array',
          minItems: 1,
          items: {
            type: 'object',
            required: ['api_key'],
            properties: {api_key: {type: 'string', airbyte_secret: true}},
          },
        },
      },
    },
    deletion_share_max: {type: 'number', minimum: 0, maximum: 1},
  },
};

const sections = ['pipedrive', 'pandadoc'];
const token = {auth_type: 'api_token', api_token: 's3cr3t-value'};

function problems(config: Json): readonly string[] {
  try {
    validateConfig({schema, config, file: 'c.json', sections});
  } catch (error) {
    return (error as Error).message.split('\n');
  }
  return [];
}

describe('validateConfig', () => {
  it('accepts a valid configuration and returns it unchanged, without defaults', () => {
    const config = {pipedrive: {credentials: token}};
    expect(validateConfig({schema, config, file: 'c.json', sections})).toBe(config);
  });

  it.each<[string, Json, string]>([
    [
      'an unknown section',
      {pipdrive: {}, pandadoc: {}},
      'c.json: "pipdrive" is not known. Did you mean "pipedrive"? The configuration can hold pipedrive, pandadoc, deletion_share_max.',
    ],
    [
      'an unknown option',
      {pipedrive: {credentials: token, regoin: 'us'}},
      'c.json: "pipedrive.regoin" is not known. Did you mean "region"? "pipedrive" can hold credentials, region, base_url.',
    ],
    [
      'a missing option',
      {pipedrive: {}},
      'c.json: "pipedrive.credentials" is missing. Add it: an object with named values.',
    ],
    [
      'a missing variant',
      {pipedrive: {credentials: {}}},
      'c.json: "pipedrive.credentials.auth_type" is missing. Add it: "api_token" or "oauth2".',
    ],
    [
      'an unknown variant',
      {pipedrive: {credentials: {auth_type: 'basic'}}},
      'c.json: "pipedrive.credentials.auth_type" must be "api_token" or "oauth2". Choose one of these.',
    ],
    [
      'a wrong type',
      {pipedrive: {credentials: {...token, api_token: 12345}}},
      'c.json: "pipedrive.credentials.api_token" must be text, but it is a number. Put the value in double quotes.',
    ],
    [
      'an option of another variant',
      {pipedrive: {credentials: {...token, client_id: 'x'}}},
      'c.json: "pipedrive.credentials.client_id" is not known. "pipedrive.credentials" can hold auth_type, api_token.',
    ],
    [
      'a value that is not in the list',
      {pipedrive: {credentials: token, region: 'asia'}},
      'c.json: "pipedrive.region" must be "us" or "eu". Choose one of these.',
    ],
    [
      'an empty text',
      {pipedrive: {credentials: {...token, api_token: ''}}},
      'c.json: "pipedrive.credentials.api_token" must not be empty. Correct the value.',
    ],
    [
      'a wrong type inside a list',
      {pandadoc: {workspaces: [{api_key: 'a'}, {api_key: true}]}},
      'c.json: "pandadoc.workspaces[1].api_key" must be text, but it is true or false. Put the value in double quotes.',
    ],
    [
      'an empty list',
      {pandadoc: {workspaces: []}},
      'c.json: "pandadoc.workspaces" must not be empty. Correct the value.',
    ],
    [
      'a number outside its range',
      {pandadoc: {}, deletion_share_max: 5},
      'c.json: "deletion_share_max" must be 1 or less. Correct the value.',
    ],
    [
      'a number in quotes',
      {pandadoc: {}, deletion_share_max: '1'},
      'c.json: "deletion_share_max" must be a number, but it is text. Write the value without quotes.',
    ],
    [
      'a broken format',
      {pipedrive: {credentials: token, base_url: 'x y'}},
      'c.json: "pipedrive.base_url" must be a valid uri. Correct the value.',
    ],
    [
      'no section at all',
      {},
      'c.json: The configuration has no vendor section. Add at least one of pipedrive, pandadoc.',
    ],
    [
      'a list',
      [],
      'c.json: The configuration must be an object with named values, but it is a list. Correct the value.',
    ],
  ])('says one sentence about %s', (_, config, sentence) => {
    expect(problems(config)).toEqual([sentence]);
  });

  it('reports every problem once, and about the chosen variant only', () => {
    const config = {pipedrive: {credentials: {auth_type: 'oauth2'}, region: 1}};
    expect(problems(config)).toHaveLength(3);
    expect(problems(config).join()).not.toContain('api_token');
  });

  it('never prints a value', () => {
    const config = {
      pipedrive: {credentials: {auth_type: 's3cr3t', api_token: 's3cr3t'}, region: 's3cr3t'},
      deletion_share_max: 's3cr3t',
    };
    expect(problems(config).length).toBeGreaterThan(1);
    expect(problems(config).join()).not.toContain('s3cr3t');
  });
});

describe('collectSecrets', () => {
  it('finds secrets in variants and lists, also when the configuration is not valid', () => {
    const config: JsonObject = {
      pipedrive: {credentials: {refresh_token: 'r', api_token: 77, client_id: 'public'}},
      pandadoc: {workspaces: [{api_key: 'one'}, {api_key: ['two', {three: 'three'}]}]},
    };
    expect(collectSecrets(schema, config)).toEqual(['77', 'r', 'one', 'two', 'three']);
  });

  it.each<[Json | undefined]>([[undefined], [null], ['text'], [[]]])('accepts %j', (config) => {
    expect(collectSecrets(schema, config)).toEqual([]);
  });
});

describe('closestName', () => {
  it.each([
    ['pipdrive', 'pipedrive'],
    ['PipeDrive', 'pipedrive'],
    ['pipe-drive', 'pipedrive'],
    ['salesforce', undefined],
  ])('takes %s for %s', (name, expected) => {
    expect(closestName(name, ['pendo', 'pipedrive'])).toBe(expected);
  });
});
