import type {OpenSource, SourceVendor} from '../../read/source-vendor';
import {protectReaders} from '../shared/protect-readers';
import {checkPipedrive} from './check-access';
import {connectPipedrive} from './connect';
import {readPipedriveSettings, sharedBaseUrl} from './settings';
import {pipedriveReaders} from './streams/streams';
import {tellAccount} from './tell-account';

/** Pipedrive as a source: users, roles, and who may do what. */
export const pipedriveSource: SourceVendor = {
  name: 'pipedrive',
  open: (section, kit): OpenSource => {
    const settings = readPipedriveSettings(section);
    const client = connectPipedrive({settings, section, kit});
    const readers = pipedriveReaders(client, settings);
    const names = new Set(readers.flatMap(({streams}) => streams.map(({name}) => name)));
    return {
      vendor: 'pipedrive',
      readers: protectReaders(readers, settings.pii),
      // Every company has all of them; what the token may not see is said when it is read.
      available: () => Promise.resolve({streams: names, unanswered: []}),
      check: () => checkPipedrive(client, kit),
      account: () => tellAccount(client, settings.baseUrl ?? sharedBaseUrl, kit.signal),
      traffic: () => client.traffic(),
    };
  },
};
