import type {Json, JsonObject} from '../../src/core/json';
import {objectCases} from './objects/cases';
import type {ObjectCase} from './objects/object-case';
import {catalogOf, runWrite, type WriteEnd} from './objects/run-write';
import {inWorld} from './objects/world';
import {pipedCache, pipedSource, type PipedStream} from './smoke/messages';
import {scenarios, type Scenario} from './smoke/scenarios';

/** The two ways in which PyAirbyte feeds a destination. */
type Form = 'source' | 'cache';

/** Where scenarios are written. */
interface Target {
  readonly objects: Readonly<Record<Form, string>>;
  readonly mapping: JsonObject;
  readonly section: JsonObject;
  readonly settings?: JsonObject;
  /** What becomes of records with which nothing is wrong. */
  readonly usual: 'written' | 'unchanged';
  /** The key that the vendor knows for a scenario's id. */
  readonly keyOf: (id: Json) => Json;
  /** Rejections by scenario; none where nothing stands. */
  readonly rejections: Readonly<Record<string, Rejections>>;
}

type Rejections = string | Readonly<Record<Form, string>>;

const nested: Readonly<Record<string, Rejections>> = {
  nested_json_objects: 'invalid_type 2',
  null_handling: 'invalid_type 2',
  array_of_primitives: 'invalid_type 3',
};

const targets: Readonly<Record<string, Target>> = {
  Pendo: {
    objects: {source: 'pendo_visitors', cache: 'pendo_accounts'},
    mapping: {mode: 'upsert'},
    section: {unknown_fields: 'create'},
    usual: 'written',
    keyOf: (id) => id,
    rejections: {
      ...nested,
      union_types: 'invalid_type 3',
    },
  },
  UserGuiding: {
    objects: {source: 'userguiding_users', cache: 'userguiding_users'},
    mapping: {},
    section: {},
    usual: 'written',
    keyOf: (id) => id,
    rejections: {
      ...nested,
      union_types: 'invalid_type 2',
      special_number_values: 'invalid_value 4',
    },
  },
  // Ids are those of users who are there; none of the columns is one that Pipedrive takes.
  Pipedrive: {
    objects: {source: 'pipedrive_users', cache: 'pipedrive_users'},
    mapping: {key_field: 'id', mode: 'update'},
    section: {},
    settings: {special_users: false},
    usual: 'unchanged',
    keyOf: (id) => (typeof id === 'number' ? 11 + 7 * id : id),
    rejections: {schema_with_no_primary_key: 'invalid_key 3'},
  },
  // People who are to go and are not there; none of the columns is one of PandaDoc's.
  PandaDoc: {
    objects: {source: 'pandadoc_members', cache: 'pandadoc_members'},
    mapping: {key_field: 'email', mode: 'soft_delete', other_columns: 'ignore'},
    section: {allow_removals: true},
    settings: {workspaces: 1, contacts: 0},
    usual: 'unchanged',
    keyOf: (id) => (typeof id === 'number' ? `nobody-${id}@smoke.example` : id),
    rejections: {schema_with_no_primary_key: 'invalid_key 3'},
  },
};

const pipes: Readonly<Record<Form, (scenario: Scenario) => PipedStream>> = {
  source: pipedSource,
  cache: pipedCache,
};

/** Scenarios whose times are brought into one form on the way. */
const TIMES = ['timestamp_types', 'time_types'];

/** Users of the sandbox who come before those whom the scenarios name. */
const FIRST_ID_USERS = 2;

const FIGURES =
  /: (\d+) received, (\d+) written \(\d+ created\), (\d+) unchanged, (\d+) merged[^,]*, (\d+) rejected(?: \((.*)\))?, (\d+) not tried/;

function figuresOf({logs}: WriteEnd) {
  const line = logs.find((text) => FIGURES.test(text)) ?? '';
  const [, received, written, unchanged, merged, rejected, reasons = '', notTried] =
    FIGURES.exec(line) ?? [];
  return {
    received: Number(received),
    taken: {written: Number(written), unchanged: Number(unchanged)},
    merged: Number(merged),
    rejected: Number(rejected),
    reasons,
    notTried: Number(notTried),
  };
}

function caseOf(object: string): ObjectCase {
  const found = objectCases.find((one) => one.object === object);
  if (found === undefined) throw new Error(`no case for ${object}`);
  return found;
}

/** The scenario with keys that the vendor knows. */
function withKeys(scenario: Scenario, {keyOf}: Target): Scenario {
  const rows = scenario.rows.map(({id, ...row}) =>
    id === undefined ? row : {id: keyOf(id), ...row},
  );
  return {...scenario, rows};
}

function configOf(piped: PipedStream, object: string, target: Target, section: JsonObject) {
  const key = piped.primaryKey[0] ?? 'event_id';
  return {
    [caseOf(object).vendor]: {...section, ...target.section},
    mappings: [{stream: piped.stream, object, key, ...target.mapping}],
  };
}

/** Texts of the records that were not rejected, which the vendor must hold to the letter. */
function textsOf(piped: PipedStream, end: WriteEnd): readonly string[] {
  const rejected = new Set(
    end.rejected
      .split('\n')
      .flatMap((line) =>
        line === '' ? [] : [JSON.stringify((JSON.parse(line) as {record: Json}).record)],
      ),
  );
  const last = new Map(piped.rows.map((row) => [row[piped.primaryKey[0] ?? 'event_id'], row]));
  return [...last.values()]
    .filter((row) => !rejected.has(JSON.stringify(row)))
    .flatMap((row) =>
      Object.entries(row).flatMap(([column, value]) =>
        typeof value === 'string' && !/^_airbyte_|_id$/.test(column) ? [value] : [],
      ),
    );
}

describe.each(Object.entries(targets))(
  'the smoke scenarios of PyAirbyte, written to %s',
  (_, target) => {
    it.each(
      scenarios.flatMap((scenario) =>
        (['source', 'cache'] as const).map((form) => [scenario.name, form, scenario] as const),
      ),
    )('%s, from a %s, has an outcome for each record', async (name, form, scenario) => {
      const object = target.objects[form];
      const users = FIRST_ID_USERS + scenario.rows.length;
      const settings = target.settings === undefined ? {} : {...target.settings, users};
      await inWorld({...caseOf(object), settings}, async (world) => {
        const piped = pipes[form](withKeys(scenario, target));
        const end = await runWrite(world, {
          config: configOf(piped, object, target, world.section),
          catalog: catalogOf(piped.stream, piped.columns, piped.primaryKey),
          lines: piped.lines,
        });
        const {received, taken, merged, rejected, reasons, notTried} = figuresOf(end);
        const wanted = target.rejections[name] ?? '';
        expect({reasons, notTried}).toEqual({
          reasons: typeof wanted === 'string' ? wanted : wanted[form],
          notTried: 0,
        });
        expect(received).toBe(scenario.rows.length);
        expect(taken.written + taken.unchanged + merged + rejected).toBe(received);
        if (target.usual === 'unchanged') expect(taken.written).toBe(0);
        // All rejected is a failure of the sync; all else is none.
        const failed = rejected > 0 && rejected === received;
        expect({code: end.code, errors: end.errors.length}).toEqual(
          failed ? {code: 1, errors: 1} : {code: 0, errors: 0},
        );
        // A sync that fails for its rejections confirms no state, so that the next try does not look like success.
        expect(end.states.map((state) => state['destinationStats'])).toEqual(
          failed ? [] : [{recordCount: received - rejected, rejectedRecordCount: rejected}],
        );
        const held = JSON.stringify(world.dump());
        expect(held).not.toMatch(/_airbyte_/i);
        if (target.usual === 'unchanged') expect(world.writes()).toEqual([]);
        else if (!TIMES.includes(name)) {
          for (const text of textsOf(piped, end)) expect(held).toContain(JSON.stringify(text));
        }
      });
    });
  },
);
