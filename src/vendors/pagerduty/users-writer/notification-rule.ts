import type {JsonObject} from '../../../core/json';
import {keyTextOf} from '../../../read/listing/key-of';
import {isReference} from '../reference';
import {idIn} from './contact-method';

/** Which incidents a rule is for. */
export type Urgency = 'high' | 'low';

/** A notification rule that a user has. */
export interface VendorRule {
  readonly id: string;
  readonly urgency: Urgency;
  readonly delayMinutes: number;
  /** Id of the contact method. */
  readonly methodId: string;
}

/** A rule as PagerDuty shows it; undefined for a reference and for what lacks a part. */
export function toVendorRule(shown: JsonObject): VendorRule | undefined {
  const {id, urgency = 'high', start_delay_in_minutes: delay, contact_method: method} = shown;
  const key = keyTextOf(id);
  const methodId = idIn(method);
  if (key === undefined || methodId === undefined || isReference(shown)) return undefined;
  if (urgency !== 'high' && urgency !== 'low') return undefined;
  if (typeof delay !== 'number') return undefined;
  return {id: key, urgency, delayMinutes: delay, methodId};
}
