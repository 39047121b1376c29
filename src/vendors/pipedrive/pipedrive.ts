import type {Vendor} from '../vendor';
import {pipedriveApp} from './authorization';
import {pipedriveDestination} from './destination';
import {pipedrivePeople} from './people';
import {pipedriveSource} from './source';

/** Pipedrive: the people who work in a CRM account, and their roles. */
export const pipedrive: Vendor = {
  name: 'pipedrive',
  source: pipedriveSource,
  destination: pipedriveDestination,
  authorization: pipedriveApp,
  people: [pipedrivePeople],
};
