import type {Traffic} from '../../core/traffic';
import type {OpenSource, SourceVendor} from '../../read/source-vendor';
import {protectReaders, type PiiColumns} from '../shared/protect-readers';
import {checkPandadoc, hasUsers} from './check-access';
import {connectPandadoc, type Workspace} from './connect';
import {memberSweep} from './member-sweep';
import {readPandadocSettings} from './settings';
import {tellAccount} from './tell-account';
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
      available: async () => {
        const always = ['pandadoc_members', 'pandadoc_workspaces'];
        return new Set((await hasUsers(ask)) ? [...always, 'pandadoc_users'] : always);
      },
      check: () => checkPandadoc(ask),
      account: () => tellAccount(workspaces, settings.baseUrl, signal),
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
