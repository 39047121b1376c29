import fc from 'fast-check';
import {createTokenSaver} from '../../../src/vendors/pandadoc/token-saver';
import type {JsonObject} from '../../../src/core/json';
import {readPandadocSettings} from '../../../src/vendors/pandadoc/settings';

const key = (apiKey: string): JsonObject => ({auth_type: 'api_key', api_key: apiKey});
const app = (token: string): JsonObject => ({
  auth_type: 'oauth2',
  client_id: 'id',
  client_secret: 'secret',
  refresh_token: token,
});

describe('The workspaces of PandaDoc', () => {
  it('are the same in every shape that they can be given in', () => {
    const read = (section: JsonObject): unknown =>
      readPandadocSettings(section).workspaces.map(({name, credentials}) => [name, credentials]);
    const listed = read({
      workspaces: [
        {name: 'Sales', credentials: key('one')},
        {name: 'Legal', credentials: key('two=')},
      ],
    });
    expect(
      read({name: 'Sales', credentials: key('one'), more_api_keys: '\r\n Legal = two=\r\n\n'}),
    ).toEqual(listed);
    expect(
      read({
        name: 'Sales',
        credentials: key('one'),
        workspaces: [{name: 'Legal', credentials: key('two=')}],
      }),
    ).toEqual(listed);
  });

  it('are found in any lines of names and keys', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 /+]{0,20}[A-Za-z0-9]$/);
    fc.assert(
      fc.property(fc.dictionary(word, word, {minKeys: 1}), (keys) => {
        const lines = Object.entries(keys).map(([name, apiKey]) => `${name} = ${apiKey}`);
        const {workspaces} = readPandadocSettings({more_api_keys: lines.join('\n')});
        expect(workspaces.map(({name}) => name)).toEqual(Object.keys(keys));
      }),
    );
  });

  it.each<[string, JsonObject, string]>([
    ['a line without a key', {more_api_keys: 'Legal = x\nHR ='}, 'line 2, must have the form'],
    ['a line without a name', {more_api_keys: '= x'}, 'line 1, must have the form Name = key'],
    ['a line that is a key only', {more_api_keys: 'secret-key'}, 'line 1, must have the form'],
    [
      'the same name twice',
      {name: 'Legal', credentials: key('x'), more_api_keys: 'Legal = y'},
      '"pandadoc.credentials" and "pandadoc.more_api_keys, line 1" belong to workspaces of the same name, "Legal"',
    ],
  ])('are refused, without a word of the key: %s', (_, section, words) => {
    expect(() => readPandadocSettings(section)).toThrow(words);
    expect(() => readPandadocSettings(section)).not.toThrow('secret-key');
  });

  it('get new refresh tokens where the old ones stood', async () => {
    const section = {
      credentials: app('old one'),
      workspaces: [{name: 'Legal', credentials: app('old two')}],
    };
    const {workspaces} = readPandadocSettings(section);
    const saved: JsonObject[] = [];
    const saver = createTokenSaver(section, (next) => Promise.resolve(void saved.push(next)));
    for (const [at, {place}] of workspaces.entries()) await saver.save(place, `new ${at}`);
    expect(saved.at(-1)).toEqual({
      credentials: app('new 0'),
      workspaces: [{name: 'Legal', credentials: app('new 1')}],
    });
  });
});
