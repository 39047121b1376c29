/** What becomes of a value in each kind of field: the code of the connector decides, in `lib`. */
import {createRequire} from 'node:module';

const require = createRequire(import.meta.url);
const {jsonText} = require('../../lib/core/json-text.js');
const {readWantedMember} = require('../../lib/vendors/pandadoc/members-writer/wanted-member.js');
const {valueWriter} = require('../../lib/vendors/pendo/fields/field-value.js');
const {readWantedUser} = require('../../lib/vendors/pipedrive/users-writer/wanted-user.js');
const {toAttributes} = require('../../lib/vendors/userguiding/attribute-values.js');
const {splitFields} = require('../../lib/vendors/userguiding/split-fields.js');
const {convertValue} = require('../../lib/write/mapping/convert-value.js');
const {createRecordMapper} = require('../../lib/write/mapping/map-record.js');
const {CONVERSIONS} = require('../../lib/write/mapping/mapping.js');

/** Sent as JSON text, or rejected for a reason. */
const sent = (json) => ({sent: json});
const rejected = ({reason}) => ({reason});

const pendoTypes = ['string', 'boolean', 'integer', 'float', 'time', 'list', ''];
const pendo = pendoTypes.map((type) => ({
  head: type === '' ? 'no type' : type,
  cell: (value) => {
    const written = valueWriter(type, 'iso8601')(value);
    return typeof written === 'string' ? sent(written) : rejected(written);
  },
}));

const attribute = (name, nested) => (value) => {
  const rules = {nested, dateFormat: 'iso', allowed: undefined, prefix: '', onHeldBack: () => {}};
  const attributes = toAttributes(new Map([[name, value]]), rules);
  if ('reason' in attributes) return rejected(attributes);
  return sent(jsonText(Object.fromEntries(attributes)));
};

const userguiding = [
  {head: 'x', cell: attribute('x', 'reject')},
  {head: 'x, nested: flatten', cell: attribute('x', 'flatten')},
  {head: 'x, nested: json', cell: attribute('x', 'json')},
  {head: 'created_at', cell: attribute('created_at', 'reject')},
  {
    head: 'company.id',
    cell: (value) => {
      const split = splitFields({company: {id: value}});
      if ('reason' in split) return rejected(split);
      return split.companyId === undefined ? {none: true} : sent(jsonText(split.companyId));
    },
  },
];

const pipedrive = ['active_flag', 'role', 'role_id', 'access', 'name'].map((name) => ({
  head: name,
  cell: (value) => {
    const wanted = readWantedUser({fields: {[name]: value}});
    if ('reason' in wanted) return rejected(wanted);
    if (wanted.role !== undefined) return sent(jsonText(wanted.role.text));
    return sent(jsonText(wanted.access ?? wanted.activeFlag ?? wanted.others.get(name)));
  },
}));

const pandadocFields = {
  role: 'role',
  first_name: 'firstName',
  is_admin: 'isAdmin',
  license: 'license',
};
const pandadoc = Object.entries(pandadocFields).map(([head, name]) => ({
  head,
  cell: (value) => {
    const wanted = readWantedMember({fields: {[head]: value}});
    if ('reason' in wanted) return rejected(wanted);
    return wanted[name] === undefined ? {none: true} : sent(jsonText(wanted[name]));
  },
}));

const converted = CONVERSIONS.map((conversion) => ({
  head: conversion,
  cell: (value) => {
    const result = convertValue(value, conversion);
    return 'value' in result ? sent(jsonText(result.value)) : rejected(result.problem);
  },
}));

const key = {
  head: 'key',
  cell: (value) => {
    const mapping = {
      stream: 's',
      namespace: null,
      object: 'o',
      keyColumn: 'id',
      keyField: 'id',
      operation: 'update',
      fields: [],
      otherColumns: 'ignore',
      nulls: 'skip',
    };
    const object = {name: 'o', keys: ['id'], operations: ['update']};
    const mapped = createRecordMapper(mapping, object)({stream: 's', position: 1}, {id: value});
    return 'faults' in mapped ? rejected(mapped.faults[0]) : sent(jsonText(mapped.key));
  },
};

/** The tables of the page: a title, a sentence, and the kinds of fields. */
export const fieldKinds = [
  {
    title: 'Keys and conversions',
    about:
      'The key of every object, and what `convert` in a mapping makes of a value before it reaches a field.',
    kinds: [key, ...converted],
  },
  {
    title: 'Pendo',
    about:
      'Fields of `pendo_visitors` and `pendo_accounts` by the type that Pendo names, with `time_format` iso8601; with epoch_ms a time is a number of milliseconds.',
    kinds: pendo,
  },
  {
    title: 'UserGuiding',
    about:
      'Attributes of `userguiding_users` (x) and of their company, with `date_format` iso; with epoch_ms a time is a number of milliseconds.',
    kinds: userguiding,
  },
  {
    title: 'Pipedrive',
    about:
      'Fields of `pipedrive_users`. Every other field is like `name`: Pipedrive itself says whether it takes the value.',
    kinds: pipedrive,
  },
  {
    title: 'PandaDoc',
    about:
      'Fields of `pandadoc_members`. `workspace` and `email` are like `role`, `last_name` is like `first_name`. A text must besides be the exact name of a role, a license or a workspace.',
    kinds: pandadoc,
  },
];
