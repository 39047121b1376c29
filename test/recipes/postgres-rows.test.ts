import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {startSandbox} from '../../src/sandbox/start-sandbox';
import {PROJECT} from './recipe-pages';

/** The keys of the rows that crm.sql puts into a table. */
function keysOf(table: string): readonly string[] {
  const text = readFileSync(join(PROJECT, 'recipes', 'postgres', 'crm.sql'), 'utf8');
  const [, rows = ''] = new RegExp(`INSERT INTO ${table} [^;]*VALUES\\n([^;]*);`).exec(text) ?? [];
  return [...rows.matchAll(/^ {2}\('([^']+)'/gm)].map(([, key = '']) => key);
}

describe("the rows of the PostgreSQL recipe's tables", () => {
  it('are people whom the sandbox has, and one whom it has not', async () => {
    const sandbox = await startSandbox();
    const visitors = sandbox.dump('pendo')['visitors']?.map(({visitorId}) => visitorId) ?? [];
    const users = sandbox.dump('pipedrive')['users']?.map(({email}) => email) ?? [];
    await sandbox.close();
    const people = keysOf('crm_people');
    expect(people).toHaveLength(41);
    expect(people.filter((id) => !visitors.includes(id))).toEqual(['nobody@acme.example']);
    const leavers = keysOf('crm_leavers');
    expect(leavers).toHaveLength(13);
    expect(leavers.filter((email) => !users.includes(email))).toEqual([]);
  });
});
