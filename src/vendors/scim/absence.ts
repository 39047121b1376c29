import {Failure} from '../../core/failure';
import type {HttpAnswer} from '../../http/request';
import type {ScimProfile} from './profiles';

/** Statuses by which a service says that it does not have what was asked for. */
export const ABSENT_STATUSES: readonly number[] = [404, 405, 410, 501];

/** How an answer says that there is nothing; undefined when it holds something. */
export function absenceIn({status, bodyKind}: HttpAnswer): string | undefined {
  if (ABSENT_STATUSES.includes(status)) return `HTTP ${status}`;
  return bodyKind === 'json' || bodyKind === 'empty' ? undefined : 'a web page';
}

/** No SCIM service is there. */
export function notAvailable(profile: ScimProfile, absence: string): Failure {
  const {title, name, needs} = profile;
  return new Failure({
    kind: 'config',
    message: `SCIM is not available: ${title} answers ${absence}. ${needs} Check this, and base_url in the entry of ${name} in scim; without SCIM, remove the entry.`,
    detail: `${absence} where the SCIM service of ${name} should be`,
  });
}

/** The service is there and has no such list: a deselected stream fixes it. */
export function notReadable(profile: ScimProfile, stream: string, absence: string): Failure {
  const {title, needs, name} = profile;
  return new Failure({
    kind: 'config',
    message: `${title}'s SCIM service cannot list what ${stream} needs: it answers ${absence}. ${needs} Deselect the stream, or remove the entry of ${name} in scim.`,
    // A status says that one list is concerned, not the vendor as a whole.
    status: 404,
  });
}

/** The list is there, one of its pages is not: neither the address nor the plan is to blame. */
export function missingPage({title}: ScimProfile, absence: string, status: number): Failure {
  return new Failure({
    kind: 'data',
    message: `${title} answers ${absence} for a later page of a list although it gave the first pages. If it happens again, report it to ${title}.`,
    status,
  });
}
