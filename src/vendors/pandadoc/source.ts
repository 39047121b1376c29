import {totalTraffic} from '../../core/traffic';
import type {OpenSource, SourceVendor} from '../../read/source-vendor';
import {protectReaders, type PiiColumns} from '../shared/protect-readers';
import {availableStreams, checkPandadoc} from './check-access';
import {connectPandadoc} from './connect';
import {memberSweep} from './member-sweep';
import {readPandadocSettings} from './settings';
import {userSweep} from './user-sweep';
import {workspaceSweep} from './workspace-sweep';

/** Where the streams hold personal data. */
const piiColumns: Readonly<Record<string, PiiColumns>> = {
  pandadoc_members: {emails: ['email']},
  pandadoc_workspaces: {emails: ['owner']},
  pandadoc_users: {emails: ['email'], phones: ['phone_number']},
};

/** PandaDoc as a source: members of workspaces, the workspaces, the organization's users. */
export const pandadocSource: SourceVendor = {
  name: 'pandadoc',
  open: (section, kit): OpenSource => {
    const settings = readPandadocSettings(section);
    const workspaces = connectPandadoc(settings, section, kit);
    const readers = [
      memberSweep(workspaces, settings.membersPagination),
      workspaceSweep(workspaces),
      userSweep(workspaces),
    ];
    const {log, signal} = kit;
    const ask = {workspaces, log, signal};
    return {
      vendor: 'pandadoc',
      readers: protectReaders(readers, settings.pii, piiColumns),
      available: () => availableStreams(ask),
      check: () => checkPandadoc(ask),
      traffic: () => totalTraffic(workspaces.map(({client}) => client.traffic())),
    };
  },
};
