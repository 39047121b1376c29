import {hash, pick} from '../../shared/hash';
import type {Fields} from '../../shared/parse-json';
import type {UserSource} from './user-data';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const ACTIVE_SALT = 761;
const SHAPE_SALT = 762;
const TITLES = ['Engineer', 'Manager', 'Analyst', 'Designer'];
const DEPARTMENTS = ['Research', 'Sales', 'Support'];

/** The user with this number as a strict service has it: not everybody has everything. */
export function createStrictUser({seed, people, idAt}: UserSource, index: number): Fields {
  const id = idAt(index);
  const email = people.email(index);
  const shape = hash(seed, SHAPE_SALT, index);
  const [givenName = '', ...rest] = people.name(index).split(' ');
  const work = {value: email, type: 'work', primary: true};
  const home = {value: `home+${email}`, type: 'home'};
  const isEmployee = shape % 4 !== 0;
  return {
    schemas: isEmployee ? [CORE, ENTERPRISE] : [CORE],
    id,
    ...(shape % 5 !== 0 && {externalId: `ext-${index}`}),
    userName: email,
    name: {formatted: people.name(index), givenName, familyName: rest.join(' ')},
    displayName: people.name(index),
    ...(shape % 3 !== 0 && {title: pick(TITLES, index)}),
    userType: isEmployee ? 'Employee' : 'Contractor',
    timezone: people.timeZone(index).name,
    active: hash(seed, ACTIVE_SALT, index) % 10 !== 0,
    emails: shape % 3 === 0 ? [work, home] : [work],
    ...(shape % 2 === 0 && {
      phoneNumbers: [{value: `tel:+1-555-${String(1_000 + (index % 9_000))}`, type: 'work'}],
    }),
    ...(isEmployee && {
      [ENTERPRISE]: {
        employeeNumber: `E-${index}`,
        department: pick(DEPARTMENTS, index),
        ...(index > 0 && {manager: {value: idAt(0)}}),
      },
    }),
  };
}
