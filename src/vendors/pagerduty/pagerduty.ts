import type {Vendor} from '../vendor';
import {pagerdutyDestination} from './destination';
import {pagerdutyPeople} from './people';
import {pagerdutySource} from './source';

/** PagerDuty: the people who are on call, how they are reached, and who changed what. */
export const pagerduty: Vendor = {
  name: 'pagerduty',
  source: pagerdutySource,
  destination: pagerdutyDestination,
  people: [pagerdutyPeople],
};
