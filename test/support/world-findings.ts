import type {Database} from '../../src/warehouse/database';
import {connect, type World, type WorldAccount} from './people-world';
import {findingKey, type Expected} from './planted-company';

/** Rules that the truth of a made-up company speaks of. */
export const WORLD_RULES = ['unknown_account', 'leaver_with_access', 'address_differs'] as const;

/** Whether somebody of a made-up company has left; every twenty-fifth has. */
function isGone(person: number): boolean {
  return person % 25 === 7;
}

/** Marks in the table `hr` who has left. Call it before the audit. */
export async function markLeavers(database: Database, {accounts}: World): Promise<void> {
  const keys = accounts.filter(
    ({vendor, person}) => vendor === 'roster' && person !== null && isGone(person),
  );
  await database.run('CREATE OR REPLACE TEMP TABLE gone_key (key VARCHAR)');
  await database.append(
    'gone_key',
    keys.map(({id}) => [id]),
  );
  await database.run("UPDATE hr SET status = 'left' WHERE key IN (SELECT key FROM gone_key)");
  await database.run('DROP TABLE temp.main.gone_key');
}

/**
 * What the audit must say of a made-up company. Where no evidence connects an account with its person's row of the
 * roster nobody could say it, so that it is open; so are people with two accounts of one vendor.
 */
export function worldFindings(
  world: World,
  subjectOf: (account: WorldAccount) => string,
): Expected {
  const [must, open] = [new Set<string>(), new Set<string>()];
  const groups = new Map<number, WorldAccount[]>();
  for (const account of world.accounts) {
    if (account.person === null) continue;
    groups.set(account.person, [...(groups.get(account.person) ?? []), account]);
  }
  for (const [person, group] of groups) {
    const rows = group.filter(({vendor}) => vendor === 'roster');
    const addresses = rows.flatMap(({email, aliases}) => [email, ...aliases]).map(plain);
    const known = addresses.filter((address) => address !== '');
    const partOf = connect(group);
    for (const account of group.filter(({vendor}) => vendor !== 'roster')) {
      const subject = subjectOf(account);
      // An address with a tag proves nothing of an account without a name.
      const isNameless = [account, ...rows].some(({first}) => first === '');
      const isProven =
        rows.some((row) => partOf(row) === partOf(account)) &&
        !(isNameless && account.email.includes('+'));
      if (world.doubled.has(person) || (rows.length > 0 && !isProven)) {
        for (const rule of WORLD_RULES) open.add(findingKey(rule, subject));
      } else if (rows.length === 0) must.add(findingKey('unknown_account', subject));
      else {
        const address = plain(account.email);
        if (isGone(person)) must.add(findingKey('leaver_with_access', subject));
        if (address !== '' && known.length > 0 && !known.includes(address)) {
          must.add(findingKey('address_differs', subject));
        }
      }
    }
  }
  return {must, open};
}

function plain(address: string): string {
  return address.normalize('NFC').trim().toLowerCase();
}
