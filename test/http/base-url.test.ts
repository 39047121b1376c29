import fc from 'fast-check';
import {Failure} from '../../src/core/failure';
import {checkBaseUrl} from '../../src/http/base-url';
import {addQuery, buildUrl} from '../../src/http/build-url';

describe('a base URL', () => {
  it.each([
    ['https://api.pipedrive.com/v1', 'https://api.pipedrive.com/v1'],
    ['https://api.pipedrive.com/v1/', 'https://api.pipedrive.com/v1'],
    [' https://acme.pipedrive.com/api/v1// ', 'https://acme.pipedrive.com/api/v1'],
    ['https://app.pendo.io', 'https://app.pendo.io'],
    ['http://localhost:8080/v1', 'http://localhost:8080/v1'],
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080'],
    ['http://127.9.8.7', 'http://127.9.8.7'],
    ['http://[::1]:99/x', 'http://[::1]:99/x'],
    ['HTTPS://API.Example.COM/V1', 'https://api.example.com/V1'],
  ])('%s is good', (text, checked) => {
    expect(checkBaseUrl(text, 'base_url')).toBe(checked);
  });

  it.each([
    ['', 'is not a URL'],
    ['api.example.com', 'is not a URL'],
    ['ftp://api.example.com', 'has the scheme ftp'],
    ['javascript:alert(1)', 'has the scheme javascript'],
    ['http://api.example.com', 'unencrypted to api.example.com'],
    ['http://127.0.0.1.example.com', 'unencrypted'],
    ['http://localhost.example.com', 'unencrypted'],
    ['http://[::2]', 'unencrypted'],
    ['http://0.0.0.0', 'unencrypted'],
    ['https://user:pass-word@api.example.com', 'user name or password'],
    ['https://token@api.example.com', 'user name or password'],
    ['https://api.example.com?api_token=abc', 'query'],
    ['https://api.example.com/v1#top', 'fragment'],
    ['https://api.example.com/v1?', 'query'],
  ])('%s is refused with field, reason and next step', (text, reason) => {
    const check = (): string => checkBaseUrl(text, 'pendo.base_url');
    expect(check).toThrow(Failure);
    expect(check).toThrow(/^pendo\.base_url .*Expected an address such as .*change it/);
    expect(check).toThrow(reason);
    expect(check).not.toThrow(/pass-word|abc/);
  });

  it('is refused or is https or this machine, whatever the text', () => {
    const text = fc.oneof(
      fc.webUrl(),
      fc.string(),
      fc.webUrl().map((url) => url.replace('https', 'http')),
    );
    fc.assert(
      fc.property(text, (each) => {
        let checked: string;
        try {
          checked = checkBaseUrl(each, 'base_url');
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
          return;
        }
        expect(checked).toMatch(/^(https:\/\/|http:\/\/(localhost|127\.|\[::1\]))/);
        expect(checkBaseUrl(checked, 'base_url')).toBe(checked);
      }),
      {numRuns: 500},
    );
  });
});

describe('a URL', () => {
  it('gives back every query that it was made from', () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean());
    const query = fc.dictionary(
      fc.string({minLength: 1}).filter((name) => name !== '__proto__'),
      fc.oneof(value, fc.array(value)),
    );
    fc.assert(
      fc.property(query, (given) => {
        const url = new URL(addQuery('https://a.test/x', given));
        const expected = Object.entries(given).flatMap(([name, each]) =>
          (Array.isArray(each) ? each : [each]).map((one) => [name, String(one)]),
        );
        expect([...url.searchParams]).toEqual(expected);
      }),
    );
  });

  it('keeps ids apart from paths (Pendo Q5)', () => {
    const request = {path: `/visitor/${encodeURIComponent('a/b?c#d e')}`, purpose: 'look'};
    const url = new URL(buildUrl('https://a.test/api/v1', request));
    expect(url.pathname).toBe('/api/v1/visitor/a%2Fb%3Fc%23d%20e');
    expect(url.search + url.hash).toBe('');
  });

  it.each(['users', '/users?x=1', '/users#x'])('with the path %s is a bug of ours', (path) => {
    expect(() => buildUrl('https://a.test', {path, purpose: 'look'})).toThrow(
      /path of the request is not valid/,
    );
  });
});
