import {pagerduty} from './pagerduty/pagerduty';
import {pandadoc} from './pandadoc/pandadoc';
import {pendo} from './pendo/pendo';
import {pipedrive} from './pipedrive/pipedrive';
import {scim} from './scim/scim';
import {userguiding} from './userguiding/userguiding';
import type {Vendor} from './vendor';

/** Every vendor; a new one is a folder beside this file and a line here. */
export const vendors: readonly Vendor[] = [
  pagerduty,
  pandadoc,
  pendo,
  pipedrive,
  scim,
  userguiding,
];
