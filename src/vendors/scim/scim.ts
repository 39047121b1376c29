import type {Vendor} from '../vendor';
import {scimDestination} from './destination';
import {scimPeople} from './people';
import {scimSource} from './source';

/** SCIM 2.0: users and groups of the vendors that offer it, as identity providers see them. */
export const scim: Vendor = {
  name: 'scim',
  source: scimSource,
  destination: scimDestination,
  people: scimPeople,
};
