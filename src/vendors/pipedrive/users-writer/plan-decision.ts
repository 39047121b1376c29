import type {Json, JsonObject} from '../../../core/json';
import type {FieldChange, PlannedOutcome} from '../../../write/record';
import {plannedCosts} from '../../shared/people/person-costs';
import {costsOf, needOf, type Change, type Creation, type Decision} from './decision';
import {toVendorUser, type VendorUser} from './vendor-user';

/** Says what a decision would do, in a dry run. */
export function planDecision(decision: Decision): PlannedOutcome {
  switch (decision.type) {
    case 'rejected':
      return {status: 'rejected', ...decision.rejection};
    case 'unchanged':
      return {status: 'unchanged'};
    case 'create':
      return {
        status: 'create',
        changes: creationChanges(decision),
        notes: ['would be invited by e-mail and use a paid seat', tokensText(decision)],
        costs: plannedCosts(needOf(decision).calls, costsOf(decision)),
      };
    case 'update':
      return {
        status: 'update',
        changes: updateChanges(decision),
        notes: updateNotes(decision),
        costs: plannedCosts(needOf(decision).calls, costsOf(decision)),
      };
  }
}

/**
 * The user as the vendor would show it afterwards, so that later records of the same dry run are
 * compared with it. Users who do not exist have negative ids.
 */
export function simulate(decision: Creation | Change, newId: number): VendorUser {
  const {body = {}, roleId} = decision;
  const role: JsonObject = roleId === undefined ? {} : {role_id: roleId};
  if (decision.type === 'update') {
    return toVendorUser({...decision.user.fields, ...body, ...role});
  }
  return toVendorUser({id: newId, active_flag: true, ...body, ...role});
}

function creationChanges({body, roleId}: Creation): readonly FieldChange[] {
  return [...bodyChanges({}, body), ...roleChange(undefined, roleId)];
}

function updateChanges({user, body = {}, roleId}: Change): readonly FieldChange[] {
  const before = {...user.fields, active_flag: user.active};
  return [...bodyChanges(before, body), ...roleChange(user.roleId, roleId)];
}

function bodyChanges(before: JsonObject, body: JsonObject): readonly FieldChange[] {
  return Object.entries(body).flatMap(([field, to = null]) => {
    const from = before[field];
    return from === to ? [] : [changeOf(field, from, to)];
  });
}

function roleChange(from: number | undefined, to: number | undefined): readonly FieldChange[] {
  return to === undefined ? [] : [changeOf('role_id', from, to)];
}

function changeOf(field: string, from: Json | undefined, to: Json): FieldChange {
  return from === undefined || from === null ? {field, to} : {field, from, to};
}

function updateNotes(change: Change): readonly string[] {
  const costs = costsOf(change);
  return [
    ...(costs.includes('removal')
      ? ['would be deactivated; the user keeps deals and activities']
      : []),
    ...(costs.includes('seat') ? ['would use a paid seat again'] : []),
    tokensText(change),
  ];
}

function tokensText(decision: Creation | Change): string {
  const {calls, tokens} = needOf(decision);
  return `costs ${calls} ${calls === 1 ? 'call' : 'calls'}, ${tokens} tokens`;
}
