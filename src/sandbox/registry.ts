import {pagerduty} from './pagerduty/pagerduty';
import {pandadoc} from './pandadoc/pandadoc';
import {pendo} from './pendo/pendo';
import {pipedrive} from './pipedrive/pipedrive';
import {scim} from './scim/scim';
import {userguiding} from './userguiding/userguiding';
import type {SandboxVendor} from './vendor-part';

/** Every vendor of the sandbox; a new one is a folder beside this file and a line here. */
export const sandboxVendors: readonly SandboxVendor[] = [
  pagerduty,
  pandadoc,
  pendo,
  pipedrive,
  scim,
  userguiding,
];

/** What `user-sync sandbox --help` says of the vendors' settings. */
export function settingsHelp(): string {
  return sandboxVendors.flatMap(({help}) => (help === undefined ? [] : [help])).join('\n\n');
}
