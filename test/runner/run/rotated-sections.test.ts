import {mkdtempSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {openRotatedSections} from '../../../src/runner/run/rotated-sections';

describe('sections that a vendor changed', () => {
  let path: string;
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'user-sync-test-'));
    path = join(directory, 'people.duckdb');
  });
  afterEach(() => rmSync(directory, {recursive: true, force: true}));

  it('are used by later runs until the configured section changes', () => {
    const first = openRotatedSections(path);
    expect(first.current('source', 'pipedrive', {token: 'a'})).toEqual({token: 'a'});
    first.save('source', 'pipedrive', {token: 'b'});
    const second = openRotatedSections(path);
    expect(second.current('source', 'pipedrive', {token: 'a'})).toEqual({token: 'b'});
    expect(second.current('destination', 'pipedrive', {token: 'a'})).toEqual({token: 'a'});
    expect(second.current('source', 'pipedrive', {token: 'new'})).toEqual({token: 'new'});
  });

  it('are readable by their owner only', () => {
    const sections = openRotatedSections(path);
    sections.save('source', 'pipedrive', {token: 'b'});
    expect(statSync(`${path}.credentials.json`).mode & 0o777).toBe(0o600);
  });

  it('are refused in a sentence when their file is broken', () => {
    writeFileSync(`${path}.credentials.json`, '{"a"');
    expect(() => openRotatedSections(path)).toThrow(
      /cannot be read; delete it and put a new credential/,
    );
  });
});
