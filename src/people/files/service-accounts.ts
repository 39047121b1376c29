import {quoteText} from '../../warehouse/sql-text';
import type {FillCell} from '../people-settings';
import {readCsv} from './read-csv';

/** A line of service-accounts.csv. */
interface ServiceAccount {
  /** Empty: at all vendors. */
  readonly vendor: string;
  /** Id, address, or address with `*` for any text. */
  readonly account: string;
}

/** @throws Failure `config` when the file cannot be read or is empty. */
export function readServiceAccounts(path: string, fill?: FillCell): readonly ServiceAccount[] {
  return readCsv(path, 'file of service accounts', {required: ['account'], fill})
    .map(({cells}) => ({vendor: cells['vendor'] ?? '', account: cells['account'] ?? ''}))
    .filter(({account}) => account !== '');
}

/** SQL over an account `one` (vendor, account_id, email): whether it is on the list. */
export function serviceSql(services: readonly ServiceAccount[]): string {
  if (services.length === 0) return 'false';
  const exact = services.filter(({account}) => !account.includes('*'));
  const patterns = services.filter(({account}) => account.includes('*'));
  const tests = patterns.map(({vendor, account}) => {
    const ofVendor = vendor === '' ? '' : `one.vendor = ${quoteText(vendor)} AND `;
    const pattern = account
      .toLowerCase()
      .replace(/[\\%_]/g, '\\$&')
      .replaceAll('*', '%');
    return `(${ofVendor}lower(trim(coalesce(one.email, ''))) LIKE ${quoteText(pattern)} ESCAPE '\\')`;
  });
  for (const vendor of new Set(exact.map((one) => one.vendor))) {
    const accounts = exact.filter((one) => one.vendor === vendor);
    const ofVendor = vendor === '' ? '' : `one.vendor = ${quoteText(vendor)} AND `;
    const ids = accounts.map(({account}) => quoteText(account)).join(', ');
    const addresses = accounts.map(({account}) => quoteText(account.toLowerCase())).join(', ');
    tests.push(
      `(${ofVendor}(one.account_id IN (${ids}) OR lower(trim(coalesce(one.email, ''))) IN (${addresses})))`,
    );
  }
  // The roster lists people.
  return `(one.vendor <> 'roster' AND (${tests.join(' OR ')}))`;
}
