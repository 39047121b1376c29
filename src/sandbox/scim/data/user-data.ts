import {hash, pick} from '../../shared/hash';
import type {Fields} from '../../shared/parse-json';
import type {People} from '../../shared/people';
import type {ServiceName} from '../services';

const ACTIVE_SALT = 711;
const TITLE_SALT = 712;
const ROLE_SALT = 713;
const TITLES = ['Engineer', 'Manager', 'Analyst', 'Designer'];
const ROLES = ['user', 'limited_user', 'admin', 'observer'];

/** The schema of users. */
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

/** What a user is made from. */
export interface UserSource {
  readonly name: ServiceName;
  readonly seed: number;
  readonly people: People;
  readonly idAt: (index: number) => string;
}

/** The user with this number, with the attributes that the vendor's service sends. */
export function createUser(source: UserSource, index: number): Fields {
  const {name, seed, people} = source;
  const id = source.idAt(index);
  const email = people.email(index);
  const active = hash(seed, ACTIVE_SALT, index) % 10 !== 0;
  const [givenName = '', ...rest] = people.name(index).split(' ');
  const person = {givenName, familyName: rest.join(' ')};
  const core = {schemas: [USER], id, userName: email};
  switch (name) {
    case 'pagerduty':
      return {
        ...core,
        externalId: `00u-${index}`,
        displayName: people.name(index),
        active,
        title: hash(seed, TITLE_SALT, index) % 3 === 0 ? null : pick(TITLES, index),
        roles: [{value: pick(ROLES, hash(seed, ROLE_SALT, index)), type: 'base', primary: true}],
        entitlements: [{type: 'license', value: 'PL00001'}],
        meta: {resourceType: 'User'},
      };
    case 'pandadoc':
      return {
        ...core,
        name: person,
        emails: [{value: email, primary: true}],
        active,
        meta: {resourceType: 'User'},
      };
    case 'pendo':
      return {
        ...core,
        externalId: null,
        name: person,
        emails: [{value: email, type: 'work', primary: true}],
        active,
        meta: {resourceType: 'User', location: `Users/${id}`},
      };
    case 'pipedrive':
      return {...core, name: person, active, meta: {resourceType: 'User'}};
  }
}
