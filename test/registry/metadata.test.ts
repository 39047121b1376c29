import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import type {JsonObject} from '../../src/core/json';
import {catalogStreams} from './support/catalog-streams';
import {folderOf, metadataDataOf, metadataOf, packageFacts, sides} from './support/connectors';
import {metadataSchema} from './support/metadata-schema';
import {filesBelow, readProjectFile, textOf} from './support/project-files';

function problemsOf(metadata: JsonObject): readonly string[] {
  const validate = addFormats(new Ajv({allErrors: true})).compile(metadataSchema);
  validate(metadata);
  return (validate.errors ?? []).map(({instancePath, message}) => `${instancePath} ${message}`);
}

describe.each(sides)('The metadata of the %s', (side) => {
  const data = metadataDataOf(side);

  it('has what Airbyte demands, and nothing that Airbyte does not know', () => {
    expect(problemsOf(metadataOf(side))).toEqual([]);
  });

  it('is refused when it says something that Airbyte does not know', () => {
    const strange = {...metadataOf(side), data: {...data, color: 'blue'}};
    expect(problemsOf(strange)).toEqual(['/data must NOT have additional properties']);
  });

  it('has version and licence of the package', () => {
    const {version, license} = packageFacts();
    expect(data).toMatchObject({dockerImageTag: version, license});
  });

  it('names the image as the image names itself', () => {
    const labels = [...readProjectFile('Dockerfile').matchAll(/io\.airbyte\.name="([^"]+)"/g)];
    expect(data['dockerRepository']).toBe(`${side}-user-sync`);
    expect(labels.map(([, name]) => name)).toContain(data['dockerRepository']);
  });

  it('says which connector it is, in every place where that is said', () => {
    expect(data).toMatchObject({
      connectorType: side,
      githubIssueLabel: `${side}-user-sync`,
      documentationUrl: `https://docs.airbyte.com/integrations/${side}s/user-sync`,
    });
    expect(filesBelow(folderOf(side))).toContain(`${folderOf(side)}/${textOf(data, 'icon')}`);
  });

  it('has a language and a CDK that package.json has', () => {
    const dependencies = packageFacts()['dependencies'];
    const [cdk] = (data['tags'] as string[]).filter((tag) => tag.startsWith('cdk:'));
    expect(data['tags']).toContain('language:typescript');
    expect(dependencies).toHaveProperty([cdk?.replace('cdk:', '') ?? '']);
  });

  it('has a migration page where it speaks of breaking changes', () => {
    const {breakingChanges} = data['releases'] as {breakingChanges?: JsonObject};
    const page = `docs/integrations/${side}s/user-sync-migrations.md`;
    // A page may also say what is better changed although nothing breaks.
    const has = filesBelow('docs').includes(page);
    expect(has || breakingChanges === undefined).toBe(true);
  });
});

describe('The metadata of both', () => {
  it('are distinguished by id and icon', () => {
    const ids = sides.map((side) => metadataDataOf(side)['definitionId']);
    const icons = sides.map((side) => readProjectFile(`${folderOf(side)}/icon.svg`));
    expect(new Set(ids).size).toBe(2);
    expect(new Set(icons).size).toBe(2);
  });

  it('keep their ids for ever, because connections refer to them', () => {
    expect(sides.map((side) => metadataDataOf(side)['definitionId'])).toEqual([
      '4ff0ef8f-f152-4bcc-87fb-9542891f8c37',
      '393a2798-752b-49be-bc5b-6e54dfe57cba',
    ]);
  });
});

describe('The suggested streams', () => {
  it('are streams of the catalog', () => {
    const names = catalogStreams().map(({name}) => name);
    const {streams} = metadataDataOf('source')['suggestedStreams'] as {streams: string[]};
    expect(streams.filter((name) => !names.includes(name))).toEqual([]);
    expect(streams.length).toBeLessThan(names.length);
  });
});

describe.each(sides)('The icon of the %s', (side) => {
  const icon = readProjectFile(`${folderOf(side)}/icon.svg`);

  it('is a small square picture', () => {
    const [, width, height] = /<svg [^>]*width="(\d+)" height="(\d+)"/.exec(icon) ?? [];
    expect([width, height]).toEqual(['256', '256']);
    expect(icon).toContain(`viewBox="0 0 ${String(width)} ${String(height)}"`);
    expect(Buffer.byteLength(icon)).toBeLessThan(2_000);
  });

  it('needs no font, no script and nothing from elsewhere', () => {
    expect(icon).not.toMatch(/<text|<script|<image|<style|href|url\(|font/i);
  });
});
