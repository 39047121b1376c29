import {type ObjectWriter, type Prepared} from '../../write/object-writer';
import type {MappedRecord, Rejection} from '../../write/record';
import {joinFaults, rejection} from '../../write/rejection';
import {toAttributes, type Scalar, type ValueRules} from './attribute-values';
import type {Remarks} from './closing-remarks';
import type {Identities} from './identities/identities';
import type {UserguidingSettings} from './settings';
import {splitFields} from './split-fields';
import {writeUserBody, type User} from './user-body';
import {judgeUserId} from './identities/user-id';

/** What records are prepared with. */
interface PrepareOptions {
  readonly settings: Pick<UserguidingSettings, 'idCase' | 'values' | 'bodyStyle'>;
  readonly identities: Pick<Identities, 'claim'>;
  readonly remarks: Remarks;
}

/** What is wrong with a record's fields, regardless of what else is wrong with it. */
export function createFaultsOf({
  settings,
}: Pick<PrepareOptions, 'settings'>): NonNullable<ObjectWriter['faultsOf']> {
  const reading = readingOf(settings, {heldBack: noRemark, companyAttributesWithoutId: noRemark});
  return (record) => {
    const user = readUser(record, record.key, reading);
    return 'reason' in user ? [user] : [];
  };
}

function noRemark(): void {
  // Of a record that is not sent there is nothing to remark.
}

function readingOf(settings: PrepareOptions['settings'], remarks: Reading['remarks']): Reading {
  const onHeldBack = (name: string): void => remarks.heldBack(name);
  return {
    userRules: {...settings.values, prefix: '', onHeldBack},
    companyRules: {...settings.values, prefix: 'company.', onHeldBack},
    remarks,
  };
}

/** Creates the check of a record before it is queued. */
export function createPrepare({
  settings,
  identities,
  remarks,
}: PrepareOptions): ObjectWriter['prepare'] {
  const reading = readingOf(settings, remarks);
  return (record) => {
    if (record.operation !== 'upsert') return refuse(unsupported);
    const id = settings.idCase === 'lowercase' ? record.key.toLowerCase() : record.key;
    const badId = judgeUserId(id);
    if (badId !== undefined) return refuse(badId);
    const user = readUser(record, id, reading);
    if ('reason' in user) return refuse(user);
    const body = writeUserBody(user, settings.bodyStyle);
    if (typeof body !== 'string') return refuse(body);
    // Last, so that a record that is rejected for another reason does not take the id.
    if (!identities.claim(id)) return refuse(collision);
    // The engine keeps the order of equal keys, so the key has to be the id that is sent.
    const sent = id === record.key ? record : {...record, key: id};
    return {ok: true, prepared: {record: sent, body, bytes: Buffer.byteLength(body)}};
  };
}

interface Reading {
  readonly userRules: ValueRules;
  readonly companyRules: ValueRules;
  readonly remarks: Pick<Remarks, 'heldBack' | 'companyAttributesWithoutId'>;
}

function readUser(record: MappedRecord, id: string, reading: Reading): User | Rejection {
  const {userRules, companyRules, remarks} = reading;
  const split = splitFields(record.fields);
  if ('reason' in split) return split;
  const {companyId} = split;
  const attributes = toAttributes(split.attributes, userRules);
  // Attributes of no company are not sent, so nothing can be wrong with them.
  const companyAttributes =
    companyId === undefined ? NONE : toAttributes(split.companyAttributes, companyRules);
  if ('reason' in attributes) {
    return joinFaults([attributes, ...('reason' in companyAttributes ? [companyAttributes] : [])]);
  }
  if ('reason' in companyAttributes) return companyAttributes;
  if (companyId === undefined) {
    // Company attributes travel with a user and a company's id only (UserGuiding Q4).
    if (split.companyAttributes.size > 0) remarks.companyAttributesWithoutId();
    return {id, attributes, company: undefined};
  }
  return {id, attributes, company: {id: companyId, attributes: companyAttributes}};
}

const NONE: ReadonlyMap<string, Scalar> = new Map();

function refuse(why: Rejection): Prepared {
  return {ok: false, rejection: why};
}

const unsupported = rejection(
  'unsupported_operation',
  'Users of UserGuiding can only be upserted; change the mode of the mapping.',
);

const collision = rejection(
  'id_collision',
  'Another record, of this run or an earlier one, has a user id that differs only in case or Unicode form; UserGuiding would permanently keep two users. Send the spelling that the application uses; if this is the right one, delete the identity file, or set userguiding.id_case to as_is or lowercase.',
);
