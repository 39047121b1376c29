import type {OpenSource, SourceVendor} from '../../read/source-vendor';
import {checkPipedrive} from './check-access';
import {connectPipedrive} from './connect';
import {readPipedriveSettings} from './settings';
import {pipedriveReaders} from './streams';

/** Pipedrive as a source: users and roles. */
export const pipedriveSource: SourceVendor = {
  name: 'pipedrive',
  open: (section, kit): OpenSource => {
    const settings = readPipedriveSettings(section);
    const client = connectPipedrive({settings, section, kit});
    const readers = pipedriveReaders(client, settings);
    const names = new Set(readers.flatMap(({streams}) => streams.map(({name}) => name)));
    return {
      vendor: 'pipedrive',
      readers,
      // Every company has both.
      available: () => Promise.resolve(names),
      check: () => checkPipedrive(client, kit.signal),
      traffic: () => client.traffic(),
    };
  },
};
