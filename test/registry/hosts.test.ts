import type {Side} from '../../src/config/assemble-spec';
import {vendors} from '../../src/vendors/registry';
import {folderOf, metadataDataOf, settingsOf, sides} from './support/connectors';
import {filesBelow, readProjectFile} from './support/project-files';
import {settingsBelow} from './support/settings-tree';
import {HOLE, sourceTexts} from './support/source-sentences';

/** An address without encryption; the name of a schema's dialect is none. */
const PLAIN = /http:\/\/(?!json-schema\.org)/;

/** Folders of vendors that a connector has. */
function foldersOf(side: Side): readonly string[] {
  return vendors
    .filter((vendor) => vendor[side] !== undefined)
    .map(({name}) => `src/vendors/${name}`);
}

/** A page that a person opens for `user-sync authorize`; no connector does. */
const isForBrowsers = (file: string): boolean => file.endsWith('/authorization.ts');

/** Every host that the vendors' code names; `….pipedrive.com` where a setting is a part of it. */
function hostsInCode(side: Side): readonly string[] {
  const texts = foldersOf(side).flatMap((folder) =>
    sourceTexts(folder, (file) => !isForBrowsers(file)),
  );
  const hosts = texts.flatMap(({text}) =>
    [...text.matchAll(/https:\/\/([^/\s"'`,;]+[^/\s"'`,;.])/g)].map(([, host]) => host ?? ''),
  );
  return [...new Set(hosts)].sort();
}

function allowedHosts(side: Side): readonly string[] {
  // The schema of the metadata, which another test applies, demands a list of texts.
  return (metadataDataOf(side)['allowedHosts'] as {hosts: string[]}).hosts;
}

function isAllowed(host: string, allowed: readonly string[]): boolean {
  return allowed.some((entry) => {
    const known = entry.startsWith('*') ? entry.slice(1) : entry.replace(/\$\{[^}]+\}/, HOLE);
    return entry.startsWith('*') ? host.endsWith(known) : host === known;
  });
}

describe.each(sides)('The hosts that the %s may reach', (side) => {
  const allowed = allowedHosts(side);
  const inCode = hostsInCode(side);

  it('are all that its code names', () => {
    expect(inCode.length).toBeGreaterThan(5);
    expect(inCode.filter((host) => !isAllowed(host, allowed))).toEqual([]);
  });

  it('are no others', () => {
    const fixed = allowed.filter((entry) => !/[*$]/.test(entry));
    expect(fixed.filter((host) => !inCode.includes(host))).toEqual([]);
  });

  it('include those that a setting outside of lists can name', () => {
    const named = settingsBelow(settingsOf(side))
      .map(({place}) => place)
      .filter((place) => /(^|\.)(base_url|token_url|company_domain)$/.test(place))
      .filter((place) => !place.includes('[]'));
    const templates = allowed.flatMap((entry) => /\$\{([^}]+)\}/.exec(entry)?.[1] ?? []);
    expect([...templates].sort()).toEqual([...new Set(named)].sort());
  });

  it('are reached by https in every address of the code, the specification and the metadata', () => {
    const texts = foldersOf(side).flatMap((folder) => sourceTexts(folder, () => true));
    const plain = texts.filter(({text}) => PLAIN.test(text));
    expect(plain).toEqual([]);
    const files = [...filesBelow(`resources/spec/${side}`), ...filesBelow(folderOf(side))];
    const described = files.filter((file) => /\.(json|ya?ml|md)$/.test(file));
    expect(described.filter((file) => PLAIN.test(readProjectFile(file)))).toEqual([]);
  });
});
