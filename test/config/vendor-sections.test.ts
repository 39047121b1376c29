import {collectSecrets} from '../../src/config/collect-secrets';
import {assembleSpec, configSchemaOf} from '../../src/config/assemble-spec';
import {validateConfig} from '../../src/config/validate-config';
import {placedSections} from '../../src/config/vendor-sections';
import type {Json, JsonObject} from '../../src/core/json';
import {loadResource} from '../../src/resources/load-resource';

const schema = configSchemaOf(
  assembleSpec({side: 'source', vendors: ['pendo', 'scim'], load: loadResource}),
);

const owner = {
  name: 'scim',
  nameEntry: ({vendor}: JsonObject) => `${typeof vendor === 'string' ? vendor : ''}_scim`,
};

const entry = (vendor: string): JsonObject => ({vendor, token: `token-of-${vendor}`});

describe('a section that is a list', () => {
  const config = {scim: [entry('pendo'), entry('pipedrive')], deletion_share_max: 1};

  it('is an account for each entry', () => {
    const placed = placedSections(owner, config);
    expect(placed.map(({account, section}) => [account, section['token']])).toEqual([
      ['pendo_scim', 'token-of-pendo'],
      ['pipedrive_scim', 'token-of-pipedrive'],
    ]);
  });

  it('takes a changed entry in its place and leaves everything else', () => {
    const [, second] = placedSections(owner, config);
    expect(second?.putInto(config, {vendor: 'pipedrive', token: 'new'})).toEqual({
      scim: [entry('pendo'), {vendor: 'pipedrive', token: 'new'}],
      deletion_share_max: 1,
    });
  });

  it('is refused when two entries describe the same account', () => {
    const twins = {scim: [entry('pendo'), entry('pipedrive'), entry('pendo')]};
    expect(() => placedSections(owner, twins)).toThrow(
      '"scim[2]" describes pendo_scim, which "scim[0]" already describes. Remove one of the two.',
    );
  });

  it('is nothing when it is empty or missing', () => {
    expect(placedSections(owner, {scim: []})).toEqual([]);
    expect(placedSections(owner, {})).toEqual([]);
  });
});

describe('a section that is an object', () => {
  it('is one account, with the name of the vendor', () => {
    const config = {pendo: {integration_key: 'k'}, scim: []};
    const [only, ...others] = placedSections({name: 'pendo'}, config);
    expect(others).toEqual([]);
    expect(only).toMatchObject({account: 'pendo', section: {integration_key: 'k'}});
    expect(only?.putInto(config, {integration_key: 'n'})).toEqual({
      pendo: {integration_key: 'n'},
      scim: [],
    });
  });
});

describe('what is said about a list in the configuration', () => {
  const problemsOf = (config: Json): string => {
    try {
      validateConfig({schema, config, file: 'c.json', sections: ['pendo', 'scim']});
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it.each<[string, Json, string]>([
    [
      'an object in place of the list',
      {scim: entry('pendo')},
      '"scim" must be a list, but it is an object with named values. Write it as a list, also when it has one entry.',
    ],
    [
      'an entry that is no object',
      {scim: ['pendo']},
      '"scim[0]" must be an object with named values, but it is text.',
    ],
    [
      'a missing token',
      {scim: [entry('pendo'), {vendor: 'pipedrive'}]},
      '"scim[1].token" (SCIM token) is missing.',
    ],
    [
      'an unknown vendor',
      {scim: [entry('userguiding')]},
      '"scim[0].vendor" must be "pagerduty" or "pandadoc" or "pendo" or "pipedrive".',
    ],
    [
      'a mistyped option',
      {scim: [{...entry('pendo'), base_ulr: 'https://x'}]},
      '"scim[0].base_ulr" is not known. Did you mean "base_url"?',
    ],
    ['an empty list as the only section', {scim: []}, 'The configuration has no vendor section.'],
  ])('names the place: %s', (_name, config, words) => {
    expect(problemsOf(config)).toContain(words);
  });

  it('is nothing when all is well', () => {
    expect(problemsOf({scim: [entry('pagerduty')]})).toBe('');
  });

  it('never gives away a token: those of all entries are secrets', () => {
    const secrets = collectSecrets(schema, {
      scim: [{...entry('pendo'), pii_salt: 'salt-1234'}, entry('pipedrive')],
    });
    expect([...secrets].sort()).toEqual(['salt-1234', 'token-of-pendo', 'token-of-pipedrive']);
  });
});
