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
      return `The credential or address of ${vendor} (${end}) is not the one with which the warehouse ${warehouse} was filled, and ${vendor} does not say whether it belongs to another account. Nothing was read or sent. If it is another account, run again with --accept-account, which reads and sends everything for it and keeps ${holds} the previous account separately; if it is a new credential of the same account, run again with --same-account; or use the previous one again.`;
    }
    const same =
      change === 'same' ? ` --same-account is for new credentials of one account only.` : '';
    return `${vendor} (${end}) says that the credential belongs to the account ${nameOf(asked.name, asked.ids)}, but the warehouse ${warehouse} holds ${holds} another account${current.name === undefined ? '' : `, ${current.name}`}. Nothing was read or sent.${same} Use that account's credential again or choose another warehouse file; or run again with --accept-account, which reads and sends everything for ${nameOf(asked.name, asked.ids)} and keeps the memory of the other account separately.`;
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
      ? 'continues from what was remembered of it'
      : `starts from the beginning: everything is ${what.end === 'source' ? 'read' : 'sent'}`;
    return `${what.vendor} (${what.end}) is now ${whom}; this run ${how}, and the memory of the previous account is kept separately.`;
  },
  sameAccount: (vendor: string, end: End): string =>
    `${vendor} (${end}) has a new credential for the same account, as --same-account says; everything remembered is kept.`,
  takenOver: (vendor: string, objects: readonly string[]): string =>
    `The warehouse was filled by an earlier version, which noted neither the account of ${vendor} nor the settings under which ${objects.join(', ')} was sent: unchanged rows count as sent to the current account with the current settings, and all others are sent. If the account or the settings have changed since, run once with --full.`,
  statesTakenOver: (vendor: string, streams: readonly string[]): string =>
    `The warehouse was filled by an earlier version, which did not note the account of ${vendor}: what it holds of ${streams.join(', ')} counts as read from the current account. If the account has changed since, drop these tables; the next run reads them completely.`,
};
