import {existsSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {parse} from 'yaml';
import {lastOf, lineageOf, pairsOf, parseDockerfile} from './support/parse-dockerfile';
import {reachOf} from './support/reach';

const ROOT = path.resolve(__dirname, '..', '..');
const read = (name: string): string => readFileSync(path.join(ROOT, name), 'utf8');

interface Manifest {
  readonly version: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

// The file is the project's own, and each field that is used is compared with something.
const manifest = JSON.parse(read('package.json')) as Manifest;
const dockerfile = parseDockerfile(read('Dockerfile'));
const targets = ['source', 'destination'];

/** Packages that a stage of dependencies takes away. */
function removedPackages(stageName = 'dependencies'): readonly string[] {
  const stage = dockerfile.stages.find(({name}) => name === stageName);
  const command = stage?.instructions.find(({text}) => text.startsWith('npm uninstall'))?.text;
  const [words = ''] = command?.split('&&') ?? [];
  return words
    .split(' ')
    .filter((word) => /^[@\w]/.test(word) && !['npm', 'uninstall'].includes(word));
}

/** Options under which V8 makes the code of programs in a stage: it takes it under no others. */
function recordedUnder(stageName: string): string | undefined {
  const stage = dockerfile.stages.find(({name}) => name === stageName);
  const command = stage?.instructions.find(({text}) =>
    text.includes('node scripts/build-programs'),
  );
  return command?.text.split(' ')[0];
}

describe.each(targets)('the image of the %s', (target) => {
  // The last of `ENTRYPOINT` is JSON, and the tests below look at its words.
  const entrypoint = JSON.parse(lastOf(dockerfile, target, 'ENTRYPOINT') ?? '[]') as string[];
  const env = pairsOf(dockerfile, target, 'ENV');
  const labels = pairsOf(dockerfile, target, 'LABEL');

  it('tells Airbyte its entrypoint word by word', () => {
    expect(entrypoint).toHaveLength(2);
    expect(env.get('AIRBYTE_ENTRYPOINT')).toBe(entrypoint.join(' '));
  });

  it('starts a program that the build makes, by absolute paths', () => {
    const home = lastOf(dockerfile, target, 'WORKDIR') ?? 'none';
    const [node = '', program = ''] = entrypoint;
    expect(path.isAbsolute(node) && path.isAbsolute(program)).toBe(true);
    expect(path.relative(home, program)).toBe(`lib/programs/${target}.js`);
    expect(existsSync(path.join(ROOT, 'lib', 'programs', `${target}.js`))).toBe(true);
    expect(JSON.parse(read('scripts/image/tsconfig.json'))).toMatchObject({
      files: expect.arrayContaining([`../../src/${target}.ts`]) as string[],
    });
  });

  it('does not run as root, and says so by a number', () => {
    expect(lastOf(dockerfile, target, 'USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  it('carries the name of its program and the version and licence of the package', () => {
    expect(labels.get('io.airbyte.name')).toBe(`${target}-user-sync`);
    expect(labels.get('org.opencontainers.image.title')).toBe(`${target}-user-sync`);
    expect(labels.get('io.airbyte.version')).toBe('${VERSION}');
    expect(labels.get('org.opencontainers.image.version')).toBe('${VERSION}');
    expect(labels.get('org.opencontainers.image.licenses')).toBe(manifest.license);
    expect(
      lineageOf(dockerfile, target).some(({instructions}) =>
        instructions.some(({name, text}) => name === 'ARG' && text === 'VERSION'),
      ),
    ).toBe(true);
    expect(dockerfile.args.get('VERSION')).toBe(manifest.version);
  });

  it('is called what the connector’s metadata call it', () => {
    // Only these two fields are looked at.
    const metadata = parse(read(`connectors/${target}-user-sync/metadata.yaml`)) as {
      readonly data: {readonly dockerRepository: string; readonly dockerImageTag: string};
    };
    expect(metadata.data.dockerRepository).toBe(labels.get('io.airbyte.name'));
    expect(metadata.data.dockerImageTag).toBe(dockerfile.args.get('VERSION'));
  });

  it('limits the heap to what fits into 2 GiB', () => {
    const [, mib] = /^--max-old-space-size=(\d+)$/.exec(env.get('NODE_OPTIONS') ?? '') ?? [];
    expect(Number(mib)).toBeGreaterThanOrEqual(1024);
    expect(Number(mib)).toBeLessThanOrEqual(1536);
    expect(env.get('NODE_ENV')).toBe('production');
  });

  it('has code that was recorded under the options with which it runs', () => {
    expect(recordedUnder('compile')).toBe(`NODE_OPTIONS=${env.get('NODE_OPTIONS')}`);
  });

  it('loads nothing of the sandbox, the warehouse or the runner, and no package that is taken away', () => {
    const {files, packages} = reachOf(path.join(ROOT, 'lib', `${target}.js`));
    const own = [...files].map((file) => path.relative(path.join(ROOT, 'lib'), file));
    expect(own.filter((file) => /^(sandbox|warehouse|runner)\//.test(file))).toEqual([]);
    expect(removedPackages().filter((name) => packages.has(name))).toEqual([]);
    expect(removedPackages()).toContain('@duckdb/node-api');
    // Proof that the walk goes through our files into packages.
    expect(packages).toContain('faros-airbyte-cdk');
    expect(packages).toContain('follow-redirects');
  });
});

describe('the image of user-sync', () => {
  // The last of `ENTRYPOINT` is JSON, and the tests below look at its words.
  const entrypoint = JSON.parse(lastOf(dockerfile, 'user-sync', 'ENTRYPOINT') ?? '[]') as string[];

  it('starts the program that the build makes, and is no connector', () => {
    expect(entrypoint).toEqual(['/usr/local/bin/node', '/opt/user-sync/lib/programs/user-sync.js']);
    expect(JSON.parse(read('scripts/image/user-sync.tsconfig.json'))).toMatchObject({
      files: ['../../src/user-sync.ts'],
    });
    expect(pairsOf(dockerfile, 'user-sync', 'ENV').has('AIRBYTE_ENTRYPOINT')).toBe(false);
    const labels = [...pairsOf(dockerfile, 'user-sync', 'LABEL').keys()];
    expect(labels.filter((name) => name.startsWith('io.airbyte.'))).toEqual([]);
  });

  it('has code that was recorded under the options with which it runs', () => {
    const options = pairsOf(dockerfile, 'user-sync', 'ENV').get('NODE_OPTIONS');
    expect(recordedUnder('compile-runner')).toBe(`NODE_OPTIONS=${options}`);
  });

  it('does not run as root, and says so by a number', () => {
    expect(lastOf(dockerfile, 'user-sync', 'USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  it('has just the packages that the program loads', () => {
    const {packages} = reachOf(path.join(ROOT, 'lib', 'user-sync.js'));
    const removed = removedPackages('runner-dependencies');
    const names = Object.keys(manifest.dependencies);
    expect(names.filter((name) => packages.has(name) === removed.includes(name))).toEqual([]);
    expect(packages).toContain('@duckdb/node-api');
  });
});

describe('the Dockerfile', () => {
  it('finds every file that it copies, because the context holds it', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
    const copied = dockerfile.stages
      .flatMap(({instructions}) => instructions)
      .filter(({name, text}) => name === 'COPY' && !text.startsWith('--from='))
      .flatMap(({text}) => text.split(/\s+/).slice(0, -1));
    const isIn = (file: string): boolean =>
      allowed.some((name) => name === file || name.startsWith(`${file}/`));
    expect(copied).toContain('scripts/build-info.mjs');
    expect(copied.filter((file) => !isIn(file))).toEqual([]);
  });

  it('has every resource in its context but those that only make the documents', () => {
    const allowed = read('.dockerignore').split('\n');
    const lacking = readdirSync(path.join(ROOT, 'resources')).filter(
      (name) => !allowed.includes(`!resources/${name}`),
    );
    expect(lacking).toEqual(['docs']);
  });

  it('ships a package only if a connector loads it', () => {
    const loaded = targets.flatMap((target) => [
      ...reachOf(path.join(ROOT, 'lib', `${target}.js`)).packages,
    ]);
    const shipped = Object.keys(manifest.dependencies).filter(
      (name) => !removedPackages().includes(name),
    );
    expect(shipped.filter((name) => !loaded.includes(name))).toEqual([]);
  });

  it('builds on a named version of Node.js and Debian, never on the latest', () => {
    expect(dockerfile.args.get('NODE_IMAGE')).toMatch(/^docker\.io\/library\/node:\d\d-\w+-slim$/);
    const names = dockerfile.stages.map(({name}) => name);
    for (const {from} of dockerfile.stages) expect(['${NODE_IMAGE}', ...names]).toContain(from);
  });

  it('installs what the lock file names', () => {
    const [packages] = dockerfile.stages;
    expect(packages?.instructions).toContainEqual({
      name: 'COPY',
      text: 'package.json package-lock.json ./',
    });
    expect(packages?.instructions.some(({text}) => text.includes('npm ci '))).toBe(true);
    const all = dockerfile.stages.flatMap(({instructions}) => instructions);
    expect(all.filter(({text}) => /npm (install|i|update) /.test(text))).toEqual([]);
  });

  it('lets nothing into the build but what is named', () => {
    const [first, ...rest] = read('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(first).toBe('*');
    const allowed = rest.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    expect(allowed.filter((name) => !existsSync(path.join(ROOT, name)))).toEqual([]);
    const kept = /^(\.|lib|node_modules|test|secrets|coverage|docs|bench)/;
    expect(allowed.filter((name) => kept.test(name))).toEqual([]);
  });
});
