import {vendors} from '../../src/vendors/registry';
import {catalogStreams} from './support/catalog-streams';
import {
  metadataDataOf,
  packageFacts,
  pageOf,
  settingsOf,
  sides,
  specOf,
} from './support/connectors';
import {sectionsOf, tableRows, textBelow} from './support/markdown';
import {headingProblem, headingsWanted} from './support/page-layout';
import {readProjectFile, textOf} from './support/project-files';
import {settingsBelow} from './support/settings-tree';

describe.each(sides)('The user page of the %s', (side) => {
  const page = pageOf(side);
  const name = textOf(metadataDataOf(side), 'name');

  it("has Airbyte's headings in Airbyte's order", () => {
    expect(headingProblem(sectionsOf(page), headingsWanted(name, side))).toBeUndefined();
  });

  it.each([
    `# ${name}\n\n<HideInUI>\n\nThis page contains the setup guide and reference information for the [${name}](https://docs.airbyte.com/integrations/${side}s/user-sync) ${side} connector.\n\n</HideInUI>\n`,
    '### For Airbyte Cloud:\n\n1. [Log into your Airbyte Cloud](https://cloud.airbyte.com/workspaces) account.\n',
    `3. On the Set up the ${side} page, select ${name} from the ${side === 'source' ? 'Source' : 'Destination'} type dropdown.\n4. Enter a name for the ${name} connector.\n`,
    '### For Airbyte Open Source:\n\n1. Navigate to the Airbyte Open Source dashboard.\n',
    `## Supported sync modes\n\nThe ${name} ${side} connector supports the following [sync modes](https://docs.airbyte.com/cloud/core-concepts/#connection-sync-modes):\n`,
    '## IP allow list\n\nIf you use Airbyte Cloud and your organization restricts access to specific IPs, add the [Airbyte Cloud IP addresses](',
    '## Changelog\n\n<details>\n  <summary>Expand to review</summary>\n\n| Version | Date ',
  ])('has the sentences that Airbyte wants to the letter (%#)', (sentence) => {
    expect(page).toContain(sentence);
  });

  it('names every setting that must be there among the prerequisites', () => {
    const needed = settingsBelow(settingsOf(side)).filter(
      ({required, isTag}) => required && !isTag,
    );
    const rows = tableRows(textBelow(page, 'Prerequisites')).map(([place, title]) => [
      place,
      title,
    ]);
    expect(needed.length).toBeGreaterThan(5);
    const wanted = needed.map(({place, title}) => [`\`${place}\``, title]);
    expect([...rows].sort()).toEqual([...wanted].sort());
  });

  it('points to settings that there are', () => {
    const places = settingsBelow(settingsOf(side)).map(({place}) => place);
    const anchors = [...page.matchAll(/<FieldAnchor field="([^"]+)">/g)];
    const fields = anchors.flatMap(([, list = '']) => list.split(','));
    expect(fields.length).toBeGreaterThan(4);
    expect(fields.filter((field) => !places.includes(field))).toEqual([]);
  });

  it('closes every block that it opens', () => {
    for (const tag of ['FieldAnchor', 'HideInUI', 'details']) {
      const opened = page.match(new RegExp(`^<${tag}[ >]`, 'gm')) ?? [];
      const closed = page.match(new RegExp(`^</${tag}>`, 'gm')) ?? [];
      expect([tag, closed.length]).toEqual([tag, opened.length]);
    }
  });

  it('has one line in its changelog for the version of the package', () => {
    const {version} = packageFacts();
    const rows = tableRows(textBelow(page, 'Changelog'));
    expect(rows.filter(([released]) => released === version)).toHaveLength(1);
    expect(rows.map(([released]) => released)[0]).toBe(version);
    for (const [, date] of rows) expect(date).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  it('shows sync modes that the connector declares', () => {
    const rows = new Map(
      tableRows(textBelow(page, 'Supported sync modes')).map(([mode = '', yes = '']) => [
        mode,
        yes,
      ]),
    );
    const declared = specOf(side)['supported_destination_sync_modes'];
    const overwrites = side === 'source' || (declared as string[]).includes('overwrite');
    expect(rows.get('Full Refresh - Overwrite')).toMatch(overwrites ? /^yes/ : /^no/);
    expect(rows.get('Incremental Sync - Append Dedup')).toMatch(/^yes/);
  });

  it('names no address in the specification that is not there', () => {
    expect(specOf(side)).not.toHaveProperty('documentationUrl');
  });
});

describe('The table of streams', () => {
  it('has the streams that the source has, with their keys', () => {
    const told = tableRows(textBelow(pageOf('source'), 'Supported Streams')).map(([link, key]) => {
      return `${/`([^`]+)`/.exec(link ?? '')?.[1] ?? ''}: ${(key ?? '').replaceAll('`', '')}`;
    });
    const found = catalogStreams().map(({name, primaryKey}) => {
      return `${name.replace(/^[a-z]+_scim_/, '<vendor>_scim_')}: ${primaryKey.join(', ')}`;
    });
    expect([...told].sort()).toEqual([...new Set(found)].sort());
  });
});

describe('The table of objects', () => {
  it('has the objects that the destination has, with their keys and modes', () => {
    const told = tableRows(textBelow(pageOf('destination'), 'Supported objects')).map((row) => {
      const [link = '', , keys = '', modes = ''] = row;
      return [/`([^`]+)`/.exec(link)?.[1], keys, modes].join(': ').replaceAll('`', '');
    });
    const found = vendors.flatMap(({destination}) =>
      (destination?.objects ?? []).map(({name, keys, operations}) =>
        [
          name.replace(/^[a-z]+_scim_/, '<vendor>_scim_'),
          keys.join(' or '),
          operations.join(', '),
        ].join(': '),
      ),
    );
    expect([...told].sort()).toEqual([...new Set(found)].sort());
  });
});

describe('CHANGELOG.md', () => {
  it('has the version of the package on top of what is released', () => {
    const titles = sectionsOf(readProjectFile('CHANGELOG.md'))
      .filter(({level}) => level === 2)
      .map(({title}) => title);
    expect(titles[0]).toBe('[Unreleased]');
    expect(titles[1]).toMatch(/^\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d$/);
    expect(titles[1]).toContain(`[${textOf(packageFacts(), 'version')}]`);
  });
});
