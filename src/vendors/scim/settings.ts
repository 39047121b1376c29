import type {JsonObject} from '../../core/json';
import type {ScimSourceSection} from '../../generated/source-scim';
import {checkBaseUrl} from '../../http/base-url';
import {readPiiPolicy, type PiiPolicy} from '../shared/personal-data';
import {profiles, type ScimProfile, type TokenForm} from './profiles';

/** What a service is reached with. */
export interface ServiceSettings {
  readonly profile: ScimProfile;
  /** Name of the account, and what its streams' names begin with: `pagerduty_scim`. */
  readonly account: string;
  readonly baseUrl: string;
  readonly token: string;
  readonly tokenForms: readonly TokenForm[];
}

/** One entry of the source's section `scim` with every default filled in. */
interface ScimSettings extends ServiceSettings {
  readonly pii: PiiPolicy;
}

/** Reads an entry; throws a `config` Failure for an address that must not be used. */
export function readScimSettings(checked: JsonObject): ScimSettings {
  // True because the section was checked against resources/spec/source/scim.json, from which this
  // type is generated.
  const entry = checked as unknown as ScimSourceSection[number];
  return {...readService(entry), pii: readPiiPolicy(`scim (${entry.vendor})`, entry)};
}

/** Reads what both sides say of a service; throws as `readScimSettings`. */
export function readService(
  entry: Pick<ScimSourceSection[number], 'vendor' | 'token' | 'base_url' | 'auth'>,
): ServiceSettings {
  const {vendor, token, auth = 'auto'} = entry;
  const profile = profiles[vendor];
  return {
    profile,
    account: accountOf({vendor}),
    baseUrl: checkBaseUrl(entry.base_url ?? profile.baseUrl, `scim.base_url of ${vendor}`),
    token,
    tokenForms: auth === 'auto' ? profile.tokenForms : [auth],
  };
}

/** Name of the account that an entry describes: two entries for one vendor have the same. */
export function accountOf({vendor}: JsonObject): string {
  return `${typeof vendor === 'string' ? vendor : 'unknown'}_scim`;
}
