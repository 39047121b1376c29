import type {Traffic} from '../../core/traffic';
import type {OpenSource, SourceVendor} from '../../read/source-vendor';
import {protectReaders} from '../shared/protect-readers';
import {checkPandadoc, hasUsers} from './check-access';
import {connectPandadoc, type Workspace} from './connect';
import {memberSweep} from './member-sweep';
import {readPandadocSettings} from './settings';
import {pandadocStreams} from './streams';
import {userSweep} from './user-sweep';
import {workspaceSweep} from './workspace-sweep';

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
      available: async () => {
        const always = ['pandadoc_members', 'pandadoc_workspaces'];
        return new Set((await hasUsers(ask)) ? [...always, 'pandadoc_users'] : always);
      },
      check: () => checkPandadoc(ask),
      traffic: () => totalTraffic(workspaces),
    };
  },
};

function totalTraffic(workspaces: readonly Workspace[]): Traffic {
  const total = {requests: 0, retries: 0, waitedMs: 0};
  for (const {client} of workspaces) {
    const {requests, retries, waitedMs} = client.traffic();
    total.requests += requests;
    total.retries += retries;
    total.waitedMs += waitedMs;
  }
  return total;
}
