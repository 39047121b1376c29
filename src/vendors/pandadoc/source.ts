import {totalTraffic} from '../../core/traffic';
import type {OpenSource, SourceVendor} from '../../read/source-vendor';
import {protectReaders} from '../shared/protect-readers';
import {availableStreams, checkPandadoc} from './check-access';
import {connectPandadoc} from './connect';
import {memberSweep} from './sweeps/member-sweep';
import {readPandadocSettings} from './settings';
import {pandadocStreams} from './streams';
import {tellAccount} from './tell-account';
import {userSweep} from './sweeps/user-sweep';
import {workspaceSweep} from './sweeps/workspace-sweep';

/** PandaDoc as a source: members of workspaces, the workspaces, the organization's users. */
export const pandadocSource: SourceVendor = {
  name: 'pandadoc',
  open: (section, kit): OpenSource => {
    const settings = readPandadocSettings(section);
    const workspaces = connectPandadoc(settings, section, kit);
    const streams = pandadocStreams();
    const readers = [
      memberSweep(workspaces, settings.membersPagination, streams.members),
      workspaceSweep(workspaces, streams.workspaces),
      userSweep(workspaces, streams.users),
    ];
    const {log, signal} = kit;
    const ask = {workspaces, log, signal};
    return {
      vendor: 'pandadoc',
      readers: protectReaders(readers, settings.pii),
      available: () => availableStreams(ask),
      check: () => checkPandadoc(ask),
      account: () => tellAccount(workspaces, settings.baseUrl, signal),
      traffic: () => totalTraffic(workspaces.map(({client}) => client.traffic())),
    };
  },
};
