import {assembleSpec, configSchemaOf} from '../../src/config/assemble-spec';
import {publishSpec} from '../../src/config/publish-spec';
import {placedSections} from '../../src/config/vendor-sections';
import {validateConfig} from '../../src/config/validate-config';
import type {Json, JsonObject} from '../../src/core/json';
import {loadResource} from '../../src/resources/load-resource';
import {scimSource} from '../../src/vendors/scim/source';

const vendors = ['pagerduty', 'pandadoc', 'pendo', 'pipedrive', 'scim'];
const spec = assembleSpec({side: 'source', vendors, load: loadResource});
const schema = configSchemaOf(spec);

function checked(config: Json): JsonObject {
  return validateConfig({schema, config, file: 'c.json', sections: vendors});
}

describe('publishSpec', () => {
  it('names documentation only where an address was configured', () => {
    expect(publishSpec(spec)).not.toHaveProperty('documentationUrl');
    expect(publishSpec(spec, 'https://example.com/page')).toMatchObject({
      documentationUrl: 'https://example.com/page',
    });
  });

  it('holds no word of our own and no reference', () => {
    expect(JSON.stringify(publishSpec(spec))).not.toMatch(/"(either|sections|fixed|\$ref)":/);
  });
});

describe('A section', () => {
  const pendo = {integration_key: 'a-key'};

  it.each<[string, Json]>([
    ['null', null],
    ['an empty object', {}],
    ['use: no', {use: 'no'}],
    ['use: no beside what was filled in before', {use: 'no', workspaces: [], region: 'eu'}],
    ['an empty list', {workspaces: []}],
    ['nothing but defaults', {workspaces: [], region: 'us', requests_per_minute: 60}],
  ])('is absent when it is %s', (_, pandadoc) => {
    const config = checked({pendo, pandadoc});
    expect(placedSections({name: 'pandadoc'}, config)).toEqual([]);
    expect(() => checked({pandadoc})).toThrow('The configuration has no vendor section.');
  });

  it.each<[string, Json, string]>([
    ['lacks its credentials', {use: 'yes'}, '"pandadoc.credentials" (Credentials) is missing.'],
    ['holds another value', {region: 'eu'}, '"pandadoc.credentials" (Credentials) is missing.'],
    ['is used in another word', {use: 'maybe'}, '"pandadoc.use" must be "yes" or "no".'],
    ['is a text', 'yes', '"pandadoc" must be an object with named values, but it is text.'],
  ])('is in use, and refused, when it %s', (_, pandadoc, sentence) => {
    expect(() => checked({pendo, pandadoc})).toThrow(sentence);
  });

  it('goes back in the shape that was given', () => {
    const config = checked({
      pendo: {use: 'yes', ...pendo},
      pendo_scim: {use: 'yes', token: 'old'},
      scim: [{vendor: 'pagerduty', token: 'first'}],
    });
    const [placed] = placedSections({name: 'pendo'}, config);
    expect(placed?.section).toEqual(pendo);
    expect(placed?.putInto(config, {integration_key: 'new'})['pendo']).toEqual({
      use: 'yes',
      integration_key: 'new',
    });
    const [own, listed] = placedSections(scimSource, config);
    expect(own).toMatchObject({account: 'pendo_scim', section: {vendor: 'pendo', token: 'old'}});
    expect(own?.putInto(config, {vendor: 'pendo', token: 'new'})).toEqual({
      ...config,
      pendo_scim: {use: 'yes', token: 'new'},
    });
    expect(listed?.account).toBe('pagerduty_scim');
  });

  it('describes a SCIM service once, in its section or in the list', () => {
    const config = checked({
      pendo_scim: {token: 'one'},
      scim: [{vendor: 'pendo', token: 'two'}],
    });
    expect(() => placedSections(scimSource, config)).toThrow(
      '"scim[0]" describes pendo_scim, which "pendo_scim" already describes.',
    );
  });

  it.each(['pagerduty_scim', 'pandadoc_scim', 'pendo_scim', 'pipedrive_scim'])(
    'that is an entry of a list is known to its vendor: %s',
    (name) => {
      const config = checked({[name]: {token: 'a-token'}});
      expect(placedSections(scimSource, config).map(({account}) => account)).toEqual([name]);
    },
  );
});
