import type {Reader} from '../../read/reader';
import type {OpenSource, SourceVendor} from '../../read/source-vendor';
import {protectReaders, type PiiColumns} from '../shared/protect-readers';
import {auditReader} from './audit-reader';
import {availableStreams, checkPagerduty} from './check-access';
import {connectPagerduty} from './connect';
import {readPagerdutySettings} from './settings';
import {teamSweep} from './team-sweep';
import {tellAccount} from './tell-account';
import {userSweep} from './user-sweep';

/**
 * Where the rows hold personal data. A name may be the address of who was invited; references are
 * summarised by names and labels.
 */
const piiColumns: Readonly<Record<string, PiiColumns>> = {
  pagerduty_users: {
    emails: ['email'],
    searched: ['name', 'summary', 'contact_methods', 'notification_rules'],
  },
  pagerduty_contact_methods: {contacts: ['address', 'summary', 'label']},
  pagerduty_notification_rules: {searched: ['summary', 'contact_method']},
  pagerduty_team_members: {searched: ['user']},
  pagerduty_audit_records: {searched: ['actors', 'root_resource', 'details']},
};

/** PagerDuty as a source: users with what belongs to them, teams, the audit trail. */
export const pagerdutySource: SourceVendor = {
  name: 'pagerduty',
  open: (section, kit): OpenSource => {
    const settings = readPagerdutySettings(section);
    const client = connectPagerduty(settings, kit);
    const readers = [userSweep(client, settings), teamSweep(client), auditReader(client)];
    const {log, signal} = kit;
    const ask = {client, log, signal};
    return {
      vendor: 'pagerduty',
      readers: protectReaders(readers, settings.pii, piiColumns),
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
