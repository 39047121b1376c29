import type {Reader} from '../../read/reader';
import type {OpenSource, SourceVendor} from '../../read/source-vendor';
import {protectReaders} from '../shared/protect-readers';
import {auditReader} from './audit/audit-reader';
import {availableStreams, checkPagerduty} from './check-access';
import {connectPagerduty} from './connect';
import {readPagerdutySettings} from './settings';
import {pagerdutyStreams} from './streams';
import {teamSweep} from './team-sweep';
import {tellAccount} from './tell-account';
import {userSweep} from './users/user-sweep';

/** PagerDuty as a source: users with what belongs to them, teams, the audit trail. */
export const pagerdutySource: SourceVendor = {
  name: 'pagerduty',
  open: (section, kit): OpenSource => {
    const settings = readPagerdutySettings(section);
    const client = connectPagerduty(settings, kit);
    const streams = pagerdutyStreams();
    const readers = [
      userSweep(client, settings, streams),
      teamSweep(client, streams),
      auditReader({client, clock: kit.clock, columns: streams.auditRecords}),
    ];
    const {log, signal} = kit;
    const ask = {client, log, signal};
    return {
      vendor: 'pagerduty',
      readers: protectReaders(readers, settings.pii),
      available: () => availableStreams(ask, readers.flatMap(namesOf)),
      check: () => checkPagerduty(ask),
      account: () => tellAccount(client, settings.baseUrl, signal),
      traffic: () => client.traffic(),
    };
  },
};

function namesOf(reader: Reader): readonly string[] {
  return reader.kind === 'sweep' ? reader.streams.map(({name}) => name) : [reader.stream.name];
}
