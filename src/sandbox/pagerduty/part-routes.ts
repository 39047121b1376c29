import {jsonAnswer} from '../answer';
import {RollingWindow} from '../shared/rolling-window';
import type {Answer} from '../vendor-part';
import type {Account} from './account/account';
import {failure, noContent} from './answers';
import type {PagerdutyCall, PagerdutyRoute} from './guard';
import type {ContactMethod, NotificationRule, PagerdutyUser} from './account/records';
import {showMethod, showRule, toReference, userReference} from './show';
import type {Shown} from './show';
import {userOf} from './user-routes';
import {readMethod, readRule} from './write-parts';

const READ = 'users:contact_methods.read';
const WRITE = 'users:contact_methods.write';

/** Contact methods and notification rules: lists that belong to a user and have no pages. */
export function partRoutes(account: Account): readonly PagerdutyRoute[] {
  return [...routesOf(account, contactMethods), ...routesOf(account, notificationRules)];
}

/** What two kinds of parts have in common. */
interface PartKind<Part extends ContactMethod | NotificationRule> {
  readonly name: 'contact_method' | 'notification_rule';
  /** The parts that a list shows. */
  listed(
    user: PagerdutyUser,
    call: PagerdutyCall,
    isShown: (part: {readonly createdMs: number}) => boolean,
  ): readonly Part[];
  all(user: PagerdutyUser): readonly Part[];
  show(account: Account, user: PagerdutyUser, part: Part, call: PagerdutyCall): Shown;
  /** The part that the body describes, or why it cannot be. */
  read(account: Account, user: PagerdutyUser, call: PagerdutyCall, old?: Part): Part | Answer;
  withParts(user: PagerdutyUser, parts: readonly Part[]): PagerdutyUser;
}

const contactMethods: PartKind<ContactMethod> = {
  name: 'contact_method',
  listed: ({methods}, _call, isShown) => methods.filter(isShown),
  all: ({methods}) => methods,
  show: (account, user, method) => showMethod(account, user, method),
  read: (account, user, {body}, old) => readMethod(account, user, body, old),
  // Rules that use a deleted method are deleted with it.
  withParts: (user, methods) => ({
    ...user,
    methods,
    rules: user.rules.filter(({method}) => methods.some(({serial}) => serial === method)),
  }),
};

const notificationRules: PartKind<NotificationRule> = {
  name: 'notification_rule',
  // Without `urgency` only the high ones (PagerDuty Q7).
  listed: ({rules: all}, {query}, isShown) => {
    const rules = all.filter(isShown);
    const urgency = query.get('urgency') ?? 'high';
    return urgency === 'all' ? rules : rules.filter((rule) => rule.urgency === urgency);
  },
  all: ({rules}) => rules,
  show: (account, user, rule, {query}) =>
    showRule(account, user, rule, query.getAll('include[]').includes('contact_methods')),
  read: (account, user, {body}, old) => readRule(account, user, body, old),
  withParts: (user, rules) => ({...user, rules}),
};

function routesOf<Part extends ContactMethod | NotificationRule>(
  account: Account,
  kind: PartKind<Part>,
): readonly PagerdutyRoute[] {
  const path = `/users/:id/${kind.name}s`;
  const ofUser = (handle: (user: PagerdutyUser, call: PagerdutyCall) => Answer) => {
    return (call: PagerdutyCall): Answer => {
      const user = userOf(account, call);
      return user ? handle(user, call) : failure(404);
    };
  };
  const ofPart = (handle: (user: PagerdutyUser, part: Part, call: PagerdutyCall) => Answer) =>
    ofUser((user, call) => {
      const serial = account.ids.serialOf(kind.name, call.params['part'] ?? '');
      const part = kind.all(user).find((each) => each.serial === serial);
      return part ? handle(user, part, call) : failure(404);
    });
  const list = ofUser((user, call) => {
    const isShown = shownTo(account);
    const shown = kind
      .listed(user, call, isShown)
      .map((part) => kind.show(account, user, part, call));
    return jsonAnswer(200, {[`${kind.name}s`]: shown});
  });
  const show = ofPart((user, part, call) =>
    jsonAnswer(200, {[kind.name]: kind.show(account, user, part, call)}),
  );
  return [
    {method: 'GET', path, scope: READ, handle: list},
    {method: 'GET', path: `${path}/:part`, scope: READ, handle: show},
    {
      method: 'POST',
      path,
      scope: WRITE,
      handle: ofUser((user, call) => save(account, kind, {user, call})),
    },
    {
      method: 'PUT',
      path: `${path}/:part`,
      scope: WRITE,
      handle: ofPart((user, old, call) => save(account, kind, {user, call, old})),
    },
    {
      method: 'DELETE',
      path: `${path}/:part`,
      scope: WRITE,
      handle: ofPart((user, old, call) => remove(account, kind, {user, call, old})),
    },
  ];
}

/** Lists lag behind what was created. */
function shownTo({settings, now}: Account): (part: {readonly createdMs: number}) => boolean {
  const until = now() - settings.create_lag_ms;
  return ({createdMs}) => settings.create_lag_ms === 0 || createdMs <= until;
}

interface PartWrite<Part> {
  readonly user: PagerdutyUser;
  readonly call: PagerdutyCall;
  readonly old?: Part;
}

function save<Part extends ContactMethod | NotificationRule>(
  account: Account,
  kind: PartKind<Part>,
  {user, call, old}: PartWrite<Part>,
): Answer {
  const refused = refuseHaste(account, kind.name, user);
  if (refused) return refused;
  const read = kind.read(account, user, call, old);
  if ('status' in read) return read;
  const others = kind.all(user);
  const parts = old ? others.map((each) => (each === old ? read : each)) : [...others, read];
  const saved = kind.withParts(user, parts);
  account.users.put(saved);
  const shown = kind.show(account, saved, read, call);
  call.record({
    action: old ? 'update' : 'create',
    resource: toReference(shown),
    root: userReference(account, saved),
  });
  return jsonAnswer(old ? 200 : 201, {[kind.name]: shown});
}

function remove<Part extends ContactMethod | NotificationRule>(
  account: Account,
  kind: PartKind<Part>,
  {user, call, old}: Required<PartWrite<Part>>,
): Answer {
  const refused = refuseHaste(account, kind.name, user);
  if (refused) return refused;
  const resource = toReference(kind.show(account, user, old, call));
  const parts = kind.all(user).filter((each) => each !== old);
  account.users.put(kind.withParts(user, parts));
  call.record({action: 'delete', resource, root: userReference(account, user)});
  return noContent();
}

/** Only contact methods are counted, for each user. */
function refuseHaste(
  {settings, methodActions, now}: Account,
  name: string,
  {serial}: PagerdutyUser,
): Answer | undefined {
  const {method_actions_per_minute: most} = settings;
  if (most === 0 || name !== 'contact_method') return undefined;
  const window = methodActions.get(serial) ?? new RollingWindow(60_000);
  methodActions.set(serial, window);
  if (window.used(now()) >= most) return failure(400, ['Too many contact method actions'], 2017);
  window.add(now());
  return undefined;
}
