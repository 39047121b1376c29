import type {People} from '../shared/people';
import type {PartOptions} from '../vendor-part';
import {accountMetadata, createAccountData, createAccountOf} from './records/account-data';
import {createDeleteJobs} from './delete-jobs';
import type {DeleteJobs} from './delete-jobs';
import {createEntityStore} from './records/entity-store';
import type {EntityStore} from './records/entity-store';
import {createMetadataSchema} from './metadata-schema';
import type {MetadataSchema} from './metadata-schema';
import type {Kind, Metadata} from './records/pendo-record';
import {readPendoSettings} from './settings';
import type {PendoSettings} from './settings';
import {createVisitorData, metadataOf} from './records/visitor-data';
import type {VisitorDataOptions} from './records/visitor-data';

/** One Pendo subscription. */
export interface PendoState {
  readonly settings: PendoSettings;
  readonly seed: number;
  readonly now: () => number;
  readonly limits: boolean;
  readonly people: People;
  readonly stores: Readonly<Record<Kind, EntityStore>>;
  readonly schema: MetadataSchema;
  readonly jobs: DeleteJobs;
  /** What Pendo would know of a visitor who is person `number`, or of account `number`. */
  freshMetadata(kind: Kind, number: number, id: string): Metadata;
}

/** Makes the subscription of a seed; throws RangeError for wrong settings. */
export function createPendoState(options: PartOptions): PendoState {
  const settings = readPendoSettings(options.settings);
  const {seed, people, dataEndMs} = options;
  const oneInWithoutLastUpdated = settings.one_in_without_lastupdated;
  const accountOptions = {seed, dataEndMs, oneInWithoutLastUpdated, accounts: settings.accounts};
  const visitorOptions: VisitorDataOptions = {
    seed,
    dataEndMs,
    oneInWithoutLastUpdated,
    people,
    visitors: settings.visitors,
    anonymous: settings.anonymous,
    oddIds: settings.odd_ids,
    equalTimestamps: settings.equal_timestamps,
    accountOf: createAccountOf(accountOptions),
  };
  const stores = {
    visitor: createEntityStore('visitor', createVisitorData(visitorOptions)),
    account: createEntityStore('account', createAccountData(accountOptions)),
  };
  return {
    settings,
    seed,
    people,
    stores,
    now: options.now,
    limits: options.limits,
    schema: createMetadataSchema(),
    jobs: createDeleteJobs({stores, now: options.now, jobMs: settings.delete_job_ms}),
    freshMetadata: (kind, number, id) =>
      kind === 'visitor'
        ? metadataOf(visitorOptions, number, id)
        : accountMetadata(accountOptions, number, id),
  };
}
