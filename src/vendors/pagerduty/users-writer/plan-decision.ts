import type {Json} from '../../../core/json';
import type {FieldChange, PlannedOutcome} from '../../../write/record';
import {normalizeEmail} from '../../shared/people/people-directory';
import {methodKey, type MethodAddress, type VendorMethod} from './contact-method';
import {plannedCosts} from '../../shared/people/person-costs';
import {
  costsOf,
  writesOf,
  type Change,
  type Creation,
  type Decision,
  type PartPlans,
} from './decision';
import type {VendorRule} from './notification-rule';
import type {WantedRule} from './parts/plan-rules';
import type {TeamBook} from './team-book';
import {isAdminRole, type VendorUser} from './vendor-user';

/** Says what a decision would do, in a dry run. */
export function planDecision(decision: Decision, teams: Pick<TeamBook, 'nameOf'>): PlannedOutcome {
  switch (decision.type) {
    case 'rejected':
      return {status: 'rejected', ...decision.rejection};
    case 'unchanged':
      return {status: 'unchanged'};
    case 'create':
      return {
        status: 'create',
        changes: [...bodyChanges(decision), ...partChanges(decision, teams)],
        notes: ['would be invited by e-mail and may use a paid license'],
        costs: plannedCosts(writesOf(decision), costsOf(decision)),
      };
    case 'change':
      return {
        status: 'update',
        changes: [...fieldChanges(decision), ...partChanges(decision, teams)],
        notes: [],
        costs: plannedCosts(writesOf(decision), costsOf(decision)),
      };
  }
}

/**
 * The user as PagerDuty would show it afterwards, so that later records of the same dry run are compared
 * with it. Users, methods and rules that do not exist have ids of `newId`.
 */
export function simulate(decision: Creation | Change, newId: string): VendorUser {
  const base = decision.type === 'create' ? newUser(decision, newId) : changedUser(decision);
  const {methods: methodPlan, rules: rulePlan, teams} = decision;
  const goneMethods = new Set(methodPlan.remove.map(({id}) => id));
  const labels = new Map(methodPlan.relabel.map(({method, label}) => [method.id, label]));
  const methods: readonly VendorMethod[] = [
    ...(base.methods ?? []).filter(({id}) => !goneMethods.has(id)),
    ...methodPlan.add.map((wish, at) => ({
      ...wish,
      id: `${newId}-method-${at}`,
      label: wish.label ?? '',
      sendShortEmail: undefined,
    })),
  ].map((method) => ({...method, label: labels.get(method.id) ?? method.label}));
  const idOf = ({methodKey: key}: WantedRule): string =>
    methods.find((method) => methodKey(method) === key)?.id ?? '';
  const goneRules = new Set(rulePlan.remove.map(({id}) => id));
  const changed = new Map(rulePlan.change.map(({rule, to}) => [rule.id, to]));
  const rules: readonly VendorRule[] = [
    ...(base.rules ?? []).filter(
      ({id, methodId}) => !goneRules.has(id) && !goneMethods.has(methodId),
    ),
    ...rulePlan.add.map((rule, at) => ({
      ...rule,
      id: `${newId}-rule-${at}`,
      methodId: idOf(rule),
    })),
  ].map((rule) => ({...rule, ...changed.get(rule.id)}));
  const teamIds = new Set([...base.teamIds, ...teams.put.map(({team}) => team.id)]);
  for (const id of teams.remove) teamIds.delete(id);
  return {...base, methods, rules, hasAllRules: true, teamIds: [...teamIds]};
}

function newUser({body, email}: Creation, id: string): VendorUser {
  const role = typeof body['role'] === 'string' ? body['role'] : 'user';
  const method: VendorMethod = {
    id: `${id}-method`,
    kind: 'email',
    address: email,
    countryCode: undefined,
    label: 'Default',
    sendShortEmail: undefined,
  };
  return {
    id,
    email,
    active: true,
    admin: isAdminRole(role),
    fields: {...textsIn(body), email, role},
    methods: [method],
    rules: [],
    hasAllRules: true,
    teamIds: [],
  };
}

function textsIn(body: Creation['body']): VendorUser['fields'] {
  const {name, time_zone, color, job_title, description} = body;
  const texts = {name, time_zone, color, job_title, description};
  return Object.fromEntries(
    Object.entries(texts).map(([field, value]) => [
      field,
      typeof value === 'string' ? value : null,
    ]),
  );
}

function changedUser({user, fields}: Change): VendorUser {
  const email = typeof fields.email === 'string' ? normalizeEmail(fields.email) : user.email;
  const admin = typeof fields.role === 'string' ? isAdminRole(fields.role) : user.admin;
  return {...user, email, admin, fields: {...user.fields, ...fields}};
}

function bodyChanges({body}: Creation): readonly FieldChange[] {
  return Object.entries(body).flatMap(([field, to = null]) =>
    field === 'type' ? [] : [{field, to}],
  );
}

function fieldChanges({user, fields, licenseId}: Change): readonly FieldChange[] {
  const changes = Object.entries(fields).map(([field, to]) => {
    const from = user.fields[field as keyof typeof fields];
    return from === undefined || from === null ? {field, to} : {field, from, to};
  });
  return licenseId === undefined ? changes : [...changes, {field: 'license', to: licenseId}];
}

function partChanges(
  {methods, rules, teams: inTeams}: PartPlans,
  teams: Pick<TeamBook, 'nameOf'>,
): readonly FieldChange[] {
  const added = (field: string, to: Json): FieldChange => ({field, to});
  const removed = (field: string, from: Json): FieldChange => ({field, from, to: null});
  return [
    ...methods.add.map((wish) => added('contact_methods', showMethod(wish, wish.label))),
    ...methods.relabel.map(({method, label}) => ({
      field: 'contact_methods',
      from: showMethod(method, method.label),
      to: showMethod(method, label),
    })),
    ...methods.remove.map((one) => removed('contact_methods', showMethod(one, one.label))),
    ...rules.change.map(({rule, to}) => ({
      field: 'notification_rules',
      from: {...showRule(to), start_delay_in_minutes: rule.delayMinutes},
      to: showRule(to),
    })),
    ...rules.add.map((rule) => added('notification_rules', showRule(rule))),
    ...rules.remove.map(({urgency, delayMinutes}) =>
      removed('notification_rules', {urgency, start_delay_in_minutes: delayMinutes}),
    ),
    ...inTeams.put.map(({team, role}) =>
      added('teams', {name: team.name, ...(role !== undefined && {role})}),
    ),
    ...inTeams.remove.map((id) => removed('teams', {name: teams.nameOf(id)})),
  ];
}

function showMethod({kind, address, countryCode}: MethodAddress, label: string | undefined): Json {
  return {
    type: kind,
    address,
    ...(countryCode !== undefined && {country_code: countryCode}),
    ...(label !== undefined && {label}),
  };
}

function showRule({urgency, delayMinutes, methodKey: key}: WantedRule): {
  readonly urgency: string;
  readonly start_delay_in_minutes: number;
  readonly contact_method: string;
} {
  return {urgency, start_delay_in_minutes: delayMinutes, contact_method: key};
}
