import nock from 'nock';
import {pagerdutySource} from '../../../src/vendors/pagerduty/source';
import {useNockStrictly} from '../../support/nock-rules';
import {readSweep} from '../support/read-rows';
import {createVendorKit} from '../support/vendor-kit';

useNockStrictly();

const key = {credentials: {auth_type: 'api_key', api_key: 'fake-key-of-acme'}};
const host = 'https://api.pagerduty.com';
/** What PagerDuty counts, and what it gives a page (Q2, Q3). */
const TOTAL = 12_345;
const PAGE = 100;

function failureOf(stream: string): Promise<string> {
  const source = pagerdutySource.open(key, createVendorKit());
  return readSweep(source, stream).then(
    () => 'none',
    (error: unknown) => String(error),
  );
}

/** Pages that are full until the last one that PagerDuty gives. */
function longList(path: string, itemsAt: string, itemOf: (id: string) => object): void {
  nock(host)
    .persist()
    .get(path)
    .query(true)
    .reply(200, (uri) => {
      const query = new URL(uri, host).searchParams;
      const [offset, limit] = [Number(query.get('offset')), Number(query.get('limit'))];
      const items = Array.from({length: Math.min(PAGE, limit)}, (_, at) =>
        itemOf(`P${offset + at}`),
      );
      return {[itemsAt]: items, more: true, total: TOTAL};
    });
}

describe('A list that PagerDuty does not give to its end (Q2)', () => {
  it('of teams fails and says which streams to do without', async () => {
    longList('/teams', 'teams', (id) => ({id, name: id}));
    const message = await failureOf('pagerduty_teams');
    expect(message).toContain(
      'at most 10000 entries when asked to list teams, and there are 12345',
    );
    expect(message).toContain('Delete unused teams, or deselect the streams of teams and members.');
  });

  it("of a team's members fails and says to split the team", async () => {
    nock(host)
      .get('/teams')
      .query(true)
      .reply(200, {teams: [{id: 'PTEAM', name: 'All'}], more: false, total: 1});
    longList('/teams/PTEAM/members', 'members', (id) => ({user: {id}, role: 'manager'}));
    const message = await failureOf('pagerduty_team_members');
    expect(message).toContain('asked to list the members of a team, and there are 12345');
    expect(message).toContain('Split the team, or deselect the stream.');
  });
});
