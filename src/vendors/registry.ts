import {pagerduty} from './pagerduty/pagerduty';
import {pendo} from './pendo/pendo';
import {pipedrive} from './pipedrive/pipedrive';
import {userguiding} from './userguiding/userguiding';
import type {Vendor} from './vendor';

/** Every vendor; a new one is a folder beside this file and a line here. */
export const vendors: readonly Vendor[] = [pagerduty, pendo, pipedrive, userguiding];
