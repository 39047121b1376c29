import {Failure} from '../../core/failure';
import type {Kit} from '../../core/kit';
import type {
  DestinationVendor,
  ObjectDescription,
  ObjectWriter,
  OpenDestination,
} from '../../write/object-writer';
import {checkDestination} from './check-access';
import {connectPendo, type PendoClient} from './connect';
import {createPendoWriter} from './writer/create-writer';
import {toFieldKey} from './fields/field-name';
import type {PendoKind} from './kind';
import {readMetadataSchema} from './metadata-schema';
import {objectSchema} from './fields/object-schema';
import {apiOf} from './writer/route-choice';
import {readPendoDestinationSettings, type PendoDestinationSettings} from './settings';
import {METADATA_GROUPS} from './fields/write-values';

const GROUP_BEFORE = new RegExp(`^(${METADATA_GROUPS.join('|')})\\.`);

const objectOf = (name: string, key: string): ObjectDescription => ({
  name,
  keys: [key],
  operations: ['update', 'upsert'],
  containers: METADATA_GROUPS,
  fieldKey: (name) => toFieldKey(name.replace(GROUP_BEFORE, '')),
});

/** Pendo as a destination: metadata of visitors and accounts. */
export const pendoDestination: DestinationVendor = {
  name: 'pendo',
  objects: [objectOf('pendo_visitors', 'visitorId'), objectOf('pendo_accounts', 'accountId')],
  optionsNotSent: [
    'integration_key',
    'region',
    'base_url',
    'allow_agent_group',
    'batch_size',
    'requests_per_second',
    'verify',
  ],
  optionsInValues: ['time_format'],
  open: (section, kit) => {
    const settings = readPendoDestinationSettings(section);
    return openDestination(settings, connectPendo(settings, kit), kit);
  },
};

function openDestination(
  settings: PendoDestinationSettings,
  client: PendoClient,
  kit: Kit,
): OpenDestination {
  return {
    vendor: 'pendo',
    check: () => checkDestination(client, kit.signal),
    schemaOf: async (object) => {
      const kind = kindOf(object);
      const schema = await readMetadataSchema(client, kind, kit.signal);
      return objectSchema(kind, settings.metadataGroup, schema);
    },
    openWriter: (object) => openWriter({settings, client, kit}, kindOf(object)),
    shownIn: settings.metadataGroup,
    // No call says which subscription a key belongs to.
    account: () => Promise.resolve({ids: [], address: settings.baseUrl}),
    traffic: () => client.traffic(),
  };
}

/** One question answers both: which fields there are, and, in auto, which API the server has. */
async function openWriter(
  context: {
    readonly settings: PendoDestinationSettings;
    readonly client: PendoClient;
    readonly kit: Kit;
  },
  kind: PendoKind,
): Promise<ObjectWriter> {
  const {settings, client, kit} = context;
  const schema = await readMetadataSchema(client, kind, kit.signal);
  const api = settings.metadataApi === 'auto' ? apiOf(schema) : settings.metadataApi;
  kit.log('INFO', `Pendo: writing ${kind} metadata through the ${api} API.`);
  if (schema === undefined) {
    if (settings.unknownFields === 'create') throw cannotCreate();
    kit.log(
      'WARN',
      `Pendo: the server does not describe its ${kind} fields, so names and types cannot be checked before they are sent.`,
    );
  }
  return createPendoWriter({client, kit, kind, settings, api, schema});
}

function kindOf(object: string): PendoKind {
  if (object === 'pendo_visitors') return 'visitor';
  if (object === 'pendo_accounts') return 'account';
  throw new Failure({
    kind: 'config',
    message: `Pendo has no object ${object}. Use pendo_visitors or pendo_accounts.`,
  });
}

function cannotCreate(): Failure {
  return new Failure({
    kind: 'config',
    message:
      'pendo.unknown_fields is create, but the server has no metadata schema in which fields could be created. Define the fields in Pendo and set unknown_fields to send.',
  });
}
