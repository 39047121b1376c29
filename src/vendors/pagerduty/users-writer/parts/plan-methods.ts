import type {Rejection} from '../../../../write/record';
import {rejection} from '../../../../write/rejection';
import {methodKey, type VendorMethod} from '../contact-method';
import type {MethodWish} from '../wishes/method-wishes';

/** What is to be done about a user's contact methods. */
export interface MethodPlan {
  readonly add: readonly MethodWish[];
  readonly relabel: readonly {readonly method: VendorMethod; readonly label: string}[];
  readonly remove: readonly VendorMethod[];
}

/** Nothing to do. */
export const noMethods: MethodPlan = {add: [], relabel: [], remove: []};

/**
 * Compares what a record wants with what the user has. Methods that are not in the record stay, unless
 * `removes`; those of the mobile app always stay, and cannot be added.
 */
export function planMethods(
  current: readonly VendorMethod[],
  wishes: readonly MethodWish[],
  removes: boolean,
): MethodPlan | Rejection {
  const byKey = new Map(current.map((method) => [methodKey(method), method]));
  const add: MethodWish[] = [];
  const relabel: {method: VendorMethod; label: string}[] = [];
  const wanted = new Set<string>();
  for (const wish of wishes) {
    wanted.add(wish.key);
    const method = byKey.get(wish.key);
    if (method === undefined) {
      if (wish.kind === 'push_notification') return onlyTheApp;
      add.push(wish);
    } else if (isRelabelled(method, wish)) {
      relabel.push({method, label: wish.label ?? ''});
    }
  }
  // An empty list comes here only where it is to empty what is there.
  const isRemoved = removes || wishes.length === 0;
  const others = current.filter((method) => !wanted.has(methodKey(method)));
  const remove = isRemoved ? others.filter(({kind}) => kind !== 'push_notification') : [];
  return {add, relabel, remove};
}

function isRelabelled(method: VendorMethod, {label}: MethodWish): boolean {
  return label !== undefined && label !== method.label && method.kind !== 'push_notification';
}

const onlyTheApp = rejection(
  'invalid_value',
  'Field contact_methods has a push notification that the user does not have: it is added by the mobile app only, when the user signs in there. Leave the entry out.',
);
