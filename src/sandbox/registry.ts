import {pagerduty} from './pagerduty/pagerduty';
import {pendo} from './pendo/pendo';
import {pipedrive} from './pipedrive/pipedrive';
import {userguiding} from './userguiding/userguiding';
import type {SandboxVendor} from './vendor-part';

/** Every vendor of the sandbox; a new one is a folder beside this file and a line here. */
export const sandboxVendors: readonly SandboxVendor[] = [pagerduty, pendo, pipedrive, userguiding];
