import {readFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {parse} from 'yaml';
import {isJsonObject, type JsonObject} from '../../src/core/json';
import {source} from './support/connectors';
import {listOf} from './support/walk-schema';

/** What of a test both forms know; paths from the top of the project. */
type Asked = readonly string[];

describe('The short form of the source’s acceptance tests, beside its metadata', () => {
  const path = join(dirname(source.metadataPath), 'acceptance-test-config.yml');
  const top = dirname(source.configPath);
  const whole = parse(readFileSync(source.configPath, 'utf8')) as unknown;
  const short = parse(readFileSync(path, 'utf8')) as unknown;

  function askedBy(file: unknown, folder: string): Asked {
    const sections = isJsonObject(file) ? file['acceptance_tests'] : undefined;
    if (!isJsonObject(sections)) throw new Error('there are no acceptance_tests');
    return Object.entries(sections).flatMap(([name, section]) =>
      listOf(isJsonObject(section) ? section['tests'] : undefined)
        .filter(isJsonObject)
        .map((test) => textOf(name, test, folder)),
    );
  }

  function textOf(section: string, test: JsonObject, folder: string): string {
    const {config_path: config, spec_path: spec, status} = test;
    const placed = [config, spec].map((one) =>
      typeof one === 'string' ? relative(top, join(folder, one)) : null,
    );
    return JSON.stringify([section, ...placed, status ?? null]);
  }

  it('asks for nothing that the whole form does not ask for', () => {
    const asked = askedBy(short, dirname(path));
    expect(asked.length).toBeGreaterThanOrEqual(5);
    const known = new Set(askedBy(whole, top));
    expect(asked.filter((one) => !known.has(one))).toEqual([]);
  });

  it('means the same image', () => {
    const imageOf = (file: unknown): unknown => isJsonObject(file) && file['connector_image'];
    expect(imageOf(short)).toBe(imageOf(whole));
  });
});
