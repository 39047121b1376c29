import type {Vendor} from '../vendor';
import {pendoDestination} from './destination';
import {pendoPeople} from './people';
import {pendoSource} from './source';

/** Pendo: visitors and accounts of the products that it watches. */
export const pendo: Vendor = {
  name: 'pendo',
  source: pendoSource,
  destination: pendoDestination,
  people: pendoPeople,
};
