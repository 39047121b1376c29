import type {AccountChange} from '../../core/kit';
import type {AskedAccount, KnownAccount} from '../../warehouse/memory/accounts';
import type {End} from './rotated-sections';

/** An account that is not the one that a warehouse knows. */
export interface OtherAccount {
  readonly end: End;
  readonly vendor: string;
  readonly asked: AskedAccount;
  readonly current: KnownAccount;
  /** The vendor told ids of both: that they are different is certain. */
  readonly certain: boolean;
}

/** One sentence for each, with the ways on. */
export function otherAccounts(
  others: readonly OtherAccount[],
  warehouse: string,
  change: AccountChange | undefined,
): readonly string[] {
  return others.map((other) => {
    const {vendor, end, asked, current, certain} = other;
    const holds = end === 'source' ? 'what was read from' : 'what was sent to';
    if (!certain) {
      return `The credential or address of ${vendor} (${end}) is not the one with which the warehouse ${warehouse} was filled, and ${vendor} does not tell whether it belongs to another account. Nothing was read or sent. If it is another account, run again with --accept-account, which starts afresh for it and keeps ${holds} the former one apart; if it is a new credential of the same account, run again with --same-account; or put the former one back.`;
    }
    const same =
      change === 'same' ? ` --same-account is for new credentials of one account only.` : '';
    return `${vendor} (${end}) says that the credential belongs to the account ${nameOf(asked.name, asked.ids)}, but the warehouse ${warehouse} holds ${holds} another account${current.name === undefined ? '' : `, ${current.name}`}. Nothing was read or sent.${same} Put that account's credential back or name another warehouse file; or run again with --accept-account, which starts afresh for ${nameOf(asked.name, asked.ids)} and keeps the other account's memory apart.`;
  });
}

function nameOf(name: string | undefined, ids: readonly string[]): string {
  const id = ids.map((one) => one.slice(one.indexOf(':') + 1)).join(', ');
  return name === undefined || name === id ? id : `${name} (${id})`;
}

/** What a run says when it has changed whose memory it uses. */
export const wordsOf = {
  accepted: (what: {
    readonly vendor: string;
    readonly end: End;
    readonly name: string | undefined;
    readonly known: boolean;
  }): string => {
    const whom = what.name === undefined ? 'another account' : `the account ${what.name}`;
    const how = what.known
      ? 'goes on from what was remembered of it'
      : `starts afresh: everything is ${what.end === 'source' ? 'read' : 'sent'}`;
    return `${what.vendor} (${what.end}) is now ${whom}; this run ${how}, and the former account's memory is kept apart.`;
  },
  sameAccount: (vendor: string, end: End): string =>
    `${vendor} (${end}) has a new credential for the same account, as you say; what was remembered stays.`,
  takenOver: (vendor: string, objects: readonly string[]): string =>
    `The warehouse was filled by an earlier version, which noted neither the account of ${vendor} nor the settings under which ${objects.join(', ')} was sent: rows that are as they were count as sent to the present account with the present settings, and all others are sent. If account or settings were changed since, run once with --full.`,
  statesTakenOver: (vendor: string, streams: readonly string[]): string =>
    `The warehouse was filled by an earlier version, which did not note the account of ${vendor}: what it holds of ${streams.join(', ')} counts as read from the present account. If the account was changed since, drop these tables, and the next run reads them whole.`,
};
