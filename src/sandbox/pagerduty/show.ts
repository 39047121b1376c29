import {newField} from '../shared/new-field';
import type {Fields} from '../shared/parse-json';
import type {Account} from './account/account';
import type {ContactMethod, NotificationRule, PagerdutyUser, Team} from './account/records';

/** An object as the vendor shows it. */
export type Shown = Record<string, unknown>;

/** What of a user is shown in full; the rest as references. */
type Includes = ReadonlySet<string>;

const NO_INCLUDES: Includes = new Set();

/** A user with references or, where included, full objects. */
export function showUser(
  account: Account,
  user: PagerdutyUser,
  includes: Includes = NO_INCLUDES,
): Shown {
  const {settings} = account;
  const {methods, rules, memberships, serial} = user;
  const full = (name: string): boolean => includes.has(name) && !settings.include_ignored;
  const list = <T>(
    name: string,
    items: readonly T[],
    show: (item: T) => Shown,
    refer: (item: T) => Shown,
  ): Shown[] => {
    if (full(name)) return items.map(show);
    return settings.guide_empty_arrays ? [] : items.map(refer);
  };
  const shownRules =
    settings.rules_in_list === 'all' ? rules : rules.filter(({urgency}) => urgency === 'high');
  return {
    ...head(account, 'user', user.name, `users/${account.ids.of('user', serial)}`),
    name: user.name,
    email: user.email,
    time_zone: user.time_zone,
    color: user.color,
    role: user.role,
    avatar_url: `https://pd-static.example/${serial % 7}.png`,
    description: user.description,
    invitation_sent: user.invitation_sent,
    job_title: user.job_title,
    created_via_sso: user.created_via_sso,
    billed: user.billed,
    teams: list(
      'teams',
      teamsOf(account, memberships),
      (team) => showTeam(account, team),
      ({name, serial: number}) =>
        identity(account, 'team_reference', name, `teams/${account.ids.of('team', number)}`),
    ),
    contact_methods: list(
      'contact_methods',
      methods,
      (one) => showMethod(account, user, one),
      (one) => methodReference(account, user, one),
    ),
    notification_rules: list(
      'notification_rules',
      shownRules,
      (one) => showRule(account, user, one, true),
      (one) => ruleReference(account, user, one),
    ),
    coordinated_incidents: settings.rare_fields ? incidentsOf(account, serial) : [],
    ...((settings.leak_calendars || full('calendar_urls')) && calendars(serial)),
  };
}

/** The reference that stands for an object elsewhere. */
export function toReference(shown: Fields): Shown {
  const {id, type, summary, self, html_url} = shown;
  return {id, type: `${String(type)}_reference`, summary, self, html_url};
}

/** A user as a reference. */
export function userReference(account: Account, user: PagerdutyUser): Shown {
  const path = `users/${account.ids.of('user', user.serial)}`;
  return head(account, 'user_reference', user.name, path);
}

/** A contact method in full. */
export function showMethod(account: Account, user: PagerdutyUser, method: ContactMethod): Shown {
  const {kind, label, address, country_code, send_short_email, device_type} = method;
  return {
    ...head(account, `${kind}_contact_method`, label, methodPath(account, user, method)),
    html_url: null,
    label,
    address,
    ...(country_code !== undefined && {country_code}),
    ...(kind === 'email' && {send_short_email}),
    ...(kind !== 'push_notification' && {enabled: true}),
    ...(kind !== 'email' && {blacklisted: false}),
    ...(kind === 'push_notification' && {
      device_type,
      sounds: [{type: 'alert_high_urgency', file: 'default'}],
      created_at: new Date(method.createdMs).toISOString(),
    }),
  };
}

function methodReference(account: Account, user: PagerdutyUser, method: ContactMethod): Shown {
  const type = `${method.kind}_contact_method_reference`;
  const path = methodPath(account, user, method);
  return {...identity(account, type, method.label, path), html_url: null};
}

function methodPath(account: Account, {serial}: PagerdutyUser, method: ContactMethod): string {
  return `users/${account.ids.of('user', serial)}/contact_methods/${methodId(account, method)}`;
}

/** A notification rule; `withMethod`: its contact method in full. */
export function showRule(
  account: Account,
  user: PagerdutyUser,
  rule: NotificationRule,
  withMethod: boolean,
): Shown {
  const method = methodOf(user, rule);
  const show = withMethod ? showMethod : methodReference;
  const {summary, path} = ruleHead(account, user, rule);
  return {
    ...head(account, 'assignment_notification_rule', summary, path),
    html_url: null,
    start_delay_in_minutes: rule.delayMinutes,
    urgency: rule.urgency,
    created_at: `${new Date(rule.createdMs - 5 * 3_600_000).toISOString().slice(0, 19)}-05:00`,
    contact_method: method ? show(account, user, method) : null,
  };
}

function ruleReference(account: Account, user: PagerdutyUser, rule: NotificationRule): Shown {
  const {summary, path} = ruleHead(account, user, rule);
  const type = 'assignment_notification_rule_reference';
  return {...identity(account, type, summary, path), html_url: null};
}

function ruleHead(
  account: Account,
  user: PagerdutyUser,
  rule: NotificationRule,
): {readonly summary: string; readonly path: string} {
  const method = methodOf(user, rule);
  const channel = method && methodId(account, method);
  const id = account.ids.of('notification_rule', rule.serial);
  return {
    summary: `${rule.delayMinutes} minutes: channel ${String(channel)}`,
    path: `users/${account.ids.of('user', user.serial)}/notification_rules/${id}`,
  };
}

function methodOf({methods}: PagerdutyUser, rule: NotificationRule): ContactMethod | undefined {
  return methods.find(({serial}) => serial === rule.method);
}

/** A team in full. */
export function showTeam(account: Account, team: Team): Shown {
  const {name, description, default_role} = team;
  const path = `teams/${account.ids.of('team', team.serial)}`;
  return {
    ...head(account, 'team', name, path),
    name,
    description,
    default_role,
    ...(account.settings.rare_fields && {parent: parentOf(account, team)}),
  };
}

/** A user's place in a team. */
export function showMember(account: Account, user: PagerdutyUser, role: string): Shown {
  return {user: userReference(account, user), role, ...newField(account.settings.rare_fields)};
}

/** Id of a contact method. */
export function methodId({ids}: Account, {serial}: ContactMethod): string {
  return ids.of('contact_method', serial);
}

function head(account: Account, type: string, summary: string, path: string): Shown {
  const {rare_fields: hasRareFields} = account.settings;
  return {...identity(account, type, summary, path), ...newField(hasRareFields)};
}

/** What an object and a reference to it have in common. The last part of the path is the id. */
function identity({settings}: Account, type: string, summary: string, path: string): Shown {
  const {region, subdomain} = settings;
  const domain = region === 'eu' ? 'eu.pagerduty.com' : 'pagerduty.com';
  return {
    id: path.slice(path.lastIndexOf('/') + 1),
    type,
    summary,
    self: `https://api.${domain}/${path}`,
    html_url: `https://${subdomain}.${domain}/${path}`,
  };
}

/** Teams below the first one have it as their parent. */
function parentOf(account: Account, {serial}: Team): Shown | null {
  const first = account.teams.at(0);
  return serial === 0 || !first ? null : toReference(showTeam(account, first));
}

/** Every fifth user coordinates an incident. */
function incidentsOf(account: Account, serial: number): readonly Shown[] {
  if (serial % 5 !== 0) return [];
  const number = String(serial).padStart(5, '0');
  return [toReference(head(account, 'incident', `Incident ${number}`, `incidents/PI${number}`))];
}

function teamsOf(account: Account, memberships: PagerdutyUser['memberships']): readonly Team[] {
  return memberships.flatMap(({team}) => account.teams.at(team) ?? []);
}

/** Whoever has one can read the calendar (PagerDuty Q17). */
function calendars(serial: number): Shown {
  const feed = `acme.pagerduty.com/private/FAKE-CALENDAR-SECRET-${serial}/feed`;
  return {http_cal_url: `https://${feed}`, web_cal_url: `webcal://${feed}`};
}
