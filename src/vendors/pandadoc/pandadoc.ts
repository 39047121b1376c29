import type {Vendor} from '../vendor';
import {pandadocApp} from './authorization';
import {pandadocDestination} from './destination';
import {pandadocPeople} from './people';
import {pandadocSource} from './source';

/** PandaDoc: the people who work with documents, in each workspace and in the organization. */
export const pandadoc: Vendor = {
  name: 'pandadoc',
  source: pandadocSource,
  destination: pandadocDestination,
  authorization: pandadocApp,
  people: [pandadocPeople],
};
