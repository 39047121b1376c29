import {openBench, VISITORS, VISITORS_MAPPING, type Bench, type Setup} from './harness';

describe('values that a run sees changed elsewhere, because it reads the object anyway', () => {
  let bench: Bench;
  beforeEach(async () => (bench = await openBench()));
  afterEach(() => bench.close());

  const STREAMS = ['pipedrive_users', 'pendo_visitors'];
  const setup: Setup = {streams: STREAMS};
  const resending: Setup = {
    streams: STREAMS,
    mappings: [{...VISITORS_MAPPING, on_drift: 'resend'}],
  };

  /** Two visitors that a run has given values. */
  function given(): readonly [string, string] {
    const emails = (bench.sandbox.dump('pipedrive')['users'] ?? []).map((user) =>
      String(user['email']).toLowerCase(),
    );
    const [one, two] = emails.filter((email) => 'crmname' in bench.custom(email));
    if (one === undefined || two === undefined) throw new Error('nobody was given anything');
    return [one, two];
  }

  it('are counted with key and field in the run that reads them, and not sent by default', async () => {
    await bench.run(setup);
    const [one, two] = given();
    expect((await bench.run(setup)).objects).toMatchObject([{drifted: 0, written: 0}]);
    await bench.changeElsewhere(one, {crmname: 'Somebody Else'});
    // A field that nobody sends is nobody's drift.
    await bench.changeElsewhere(two, {plan: 'gold'});
    const planned = await bench.run(setup, {dryRun: true});
    const report = await bench.run(setup);
    for (const {objects} of [planned, report]) {
      expect(objects).toMatchObject([
        {drifted: 1, drift_examples: [`${one}: crmname`], changed: 0, written: 0},
      ]);
    }
    expect(bench.custom(one)['crmname']).toBe('Somebody Else');
    expect((await bench.run(setup)).objects).toMatchObject([{drifted: 0}]);
  });

  it('are sent again where the mapping says so, and then rest', async () => {
    await bench.run(resending);
    const [one] = given();
    const before = bench.custom(one)['crmname'];
    await bench.run(resending);
    await bench.changeElsewhere(one, {crmname: 'Somebody Else'});
    bench.written();
    const planned = await bench.run(resending, {dryRun: true});
    expect(planned.objects).toMatchObject([{drifted: 1, changed: 1, written: 1}]);
    expect(bench.written()).toBe(0);
    expect((await bench.run(resending)).objects).toMatchObject([{drifted: 1, written: 1}]);
    expect(bench.custom(one)['crmname']).toBe(before);
    expect((await bench.run(resending)).objects).toMatchObject([{drifted: 0, written: 0}]);
  });

  it.each([
    ['sends other models only', {choice: {select: ['other']}}],
    ['sends nothing', {choice: {readOnly: true}}],
    ['sends one row', {choice: {limit: 1}}],
  ])('wait for a run that compares when a run has read them that %s', async (_, more) => {
    const both: Setup = {
      ...setup,
      models: [VISITORS, {name: 'other', key: 'id', sql: "SELECT 'acc-1' AS id, 'gold' AS plan"}],
      mappings: [VISITORS_MAPPING, {stream: 'other', object: 'pendo_accounts'}],
    };
    await bench.run(both);
    const [one] = given();
    await bench.run(both);
    await bench.changeElsewhere(one, {crmname: 'Somebody Else'});
    const partly = await bench.run(both, more);
    expect(partly.objects.every(({drifted}) => drifted === 0)).toBe(true);
    expect((await bench.run(both)).objects[0]).toMatchObject({drifted: 1});
  });

  it('are not looked for in another account than the one that is written to', async () => {
    const config = bench.sandbox.vendors['pendo']?.destinationConfig;
    const url = String(config?.['base_url']).replace('127.0.0.1', 'localhost');
    const elsewhere: Setup = {...setup, destination: {pendo: {...config, base_url: url}}};
    await bench.run(elsewhere);
    const [one] = given();
    await bench.changeElsewhere(one, {crmname: 'Somebody Else'});
    const report = await bench.run(elsewhere);
    expect(report.objects).toMatchObject([{drifted: 0}]);
  });

  it('are asked of the vendor where its stream does not show them in the form that is sent', async () => {
    const {users = [], roles = []} = bench.sandbox.dump('pipedrive');
    const [one] = users.filter(({is_admin: admin, active_flag: on}) => admin !== 1 && on === true);
    const [first, second] = roles.map(({id}) => Number(id));
    const id = Number(one?.['id']);
    const pipedrive = bench.sandbox.vendors['pipedrive']?.destinationConfig;
    const people: Setup = {
      streams: ['pipedrive_users'],
      models: [{name: 'roles', key: 'id', sql: `SELECT ${id} AS id, ${first} AS role_id`}],
      mappings: [{stream: 'roles', object: 'pipedrive_users', key: 'id', key_field: 'id'}],
      destination: {pipedrive},
    };
    expect((await bench.run(people)).objects).toMatchObject([{outcome: 'complete', rejected: 0}]);
    expect((await bench.run(people)).objects).toMatchObject([{drifted: 0}]);
    await assign(second, id);
    const report = await bench.run(people);
    expect(report.objects).toMatchObject([
      {drifted: 1, drift_examples: [`${String(one?.['email'])}: role_id`]},
    ]);
  });

  async function assign(role: number | undefined, user: number): Promise<void> {
    const config = bench.sandbox.vendors['pipedrive']?.destinationConfig;
    const {api_token: token} = config?.['credentials'] as {readonly api_token: string};
    const response = await fetch(`${String(config?.['base_url'])}/roles/${role}/assignments`, {
      method: 'POST',
      headers: {'content-type': 'application/json', 'x-api-token': token},
      body: JSON.stringify({user_id: user}),
    });
    expect(response.ok).toBe(true);
  }
});
