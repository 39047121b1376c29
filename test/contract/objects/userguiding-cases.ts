import type {JsonObject} from '../../../src/core/json';
import {DELETED_AT, longText, spoil, type ObjectCase} from './object-case';

const row: ObjectCase['row'] = (_initial, at, version) => ({
  user_id: `user-${at}`,
  plan: `state ${version}`,
  seats: 1_000 + version,
  company: {id: `company-${at % 3}`, tier: `of user ${at}`},
});

const base: ObjectCase = {
  title: 'userguiding_users',
  vendor: 'userguiding',
  object: 'userguiding_users',
  operation: 'upsert',
  keyColumn: 'user_id',
  keyField: 'userId',
  settings: {body_bytes_max: 50_000},
  section: {requests_per_10_seconds: 10_000},
  batch: 1,
  tellsUnchanged: false,
  row,
  bad: {
    'no key': spoil({row}, {user_id: null}, 'missing_key'),
    'a key that is an array': spoil({row}, {user_id: ['a']}, 'invalid_key'),
    'a blank before the key': spoil({row}, {user_id: ' user'}, 'invalid_key'),
    'deleted at its source': spoil(
      {row},
      {_ab_cdc_deleted_at: DELETED_AT},
      'unsupported_operation',
    ),
    'an array for an attribute': spoil({row}, {tags: ['a']}, 'invalid_type'),
    'two companies': spoil({row}, {company_id: 'another'}, 'ambiguous'),
    'a company with a space around its id': spoil({row}, {company: {id: ' a '}}, 'invalid_value'),
    'larger than the vendor takes': spoil({row}, {plan: longText(60_000)}, 'too_large'),
    'larger than anything that is sent': spoil({row}, {plan: longText(1_000_001)}, 'too_large'),
    'an id in another case': {
      reason: 'id_collision',
      before: (at) => ({user_id: `Jo-${at}`, plan: 'first'}),
      row: (_initial, at) => ({user_id: `JO-${at}`, plan: 'second'}),
    },
  },
  show: (dump) => ({
    ...Object.fromEntries(
      (dump['users'] ?? []).map(({userId, attributes, companyIds}) => [
        String(userId),
        {attributes, companyIds},
      ]),
    ),
    companies: (dump['companies'] ?? []).map(({companyId}) => String(companyId)).sort(),
  }),
  once: () => [],
};

/** The User API takes a user's and a company's attributes side by side. */
const userApi: JsonObject = {profile: 'user_api', body_bytes_max: 50_000};

/** UserGuiding's users through both of its APIs. */
export const cases: readonly ObjectCase[] = [
  base,
  {...base, title: 'userguiding_users, the User API', settings: userApi},
  {
    ...base,
    title: 'userguiding_users, a User API with separate calls for create and update',
    settings: {...userApi, upsert_creates_only: true},
  },
];
