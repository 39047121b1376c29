import {isJsonObject, type JsonObject} from '../../../core/json';
import {keyTextOf} from '../../../read/listing/key-of';
import {normalizeEmail} from '../../shared/people/people-directory';
import {isReference} from '../reference';
import {normalizePhone} from './normalize-phone';

/** Kinds of contact methods, without `_contact_method`. */
export const methodKinds = ['email', 'phone', 'sms', 'push_notification', 'whatsapp'] as const;
export type MethodKind = (typeof methodKinds)[number];

/** A way to reach a user, as a record wants it or as PagerDuty holds it. */
export interface MethodAddress {
  readonly kind: MethodKind;
  readonly address: string;
  readonly countryCode: number | undefined;
}

/** A contact method that a user has. */
export interface VendorMethod extends MethodAddress {
  readonly id: string;
  readonly label: string;
  /** E-mail only; sent again with every change, because a PUT may replace the whole. */
  readonly sendShortEmail: boolean | undefined;
}

const SUFFIX = '_contact_method';

/** The kind that a type names, with or without its ending; undefined for what is none. */
export function methodKindOf(type: unknown): MethodKind | undefined {
  if (typeof type !== 'string') return undefined;
  const lower = type.trim().toLowerCase();
  const bare = lower.endsWith(SUFFIX) ? lower.slice(0, -SUFFIX.length) : lower;
  return methodKinds.find((kind) => kind === bare) ?? (bare === 'push' ? PUSH : undefined);
}

const PUSH: MethodKind = 'push_notification';

/** As PagerDuty names the type. */
export function methodType(kind: MethodKind): string {
  return `${kind}${SUFFIX}`;
}

/** True for kinds with a telephone number. */
export function isCallable(kind: MethodKind): boolean {
  return kind === 'phone' || kind === 'sms' || kind === 'whatsapp';
}

/** True for kinds that reach somebody who does not look at their mail. */
export function reachesAtOnce(kind: MethodKind): boolean {
  return kind !== 'email';
}

/** Equal for two spellings of the same address, and for nothing else. */
export function methodKey({kind, address, countryCode}: MethodAddress): string {
  if (kind === 'email') return `${kind} ${normalizeEmail(address)}`;
  if (!isCallable(kind)) return `${kind} ${address}`;
  const phone = normalizePhone(address, countryCode);
  // What an account holds already need not fit any numbering plan.
  if (typeof phone === 'string') return `${kind} ${countryCode ?? ''} ${address}`;
  return `${kind} ${phone.countryCode} ${phone.address}`;
}

/** A contact method as PagerDuty shows it; undefined for a reference and for what has no id. */
export function toVendorMethod(shown: JsonObject): VendorMethod | undefined {
  const {id, type, label, address, country_code: code, send_short_email: isShort} = shown;
  const key = keyTextOf(id);
  const kind = methodKindOf(type);
  if (key === undefined || kind === undefined || isReference(shown)) return undefined;
  return {
    id: key,
    kind,
    address: typeof address === 'string' ? address : '',
    countryCode: typeof code === 'number' ? code : undefined,
    label: typeof label === 'string' ? label : '',
    sendShortEmail: typeof isShort === 'boolean' ? isShort : undefined,
  };
}

/** The id in a reference or a whole object. */
export function idIn(value: unknown): string | undefined {
  return isJsonObject(value) ? keyTextOf(value['id']) : undefined;
}
