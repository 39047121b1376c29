import {vendors} from '../../src/vendors/registry';
import type {Vendor} from '../../src/vendors/vendor';
import type {ObjectWriter} from '../../src/write/object-writer';
import {openBench, type Bench, type Setup} from './harness';

/** A model that writes what it reads: it rests only where our own writes are no news to it. */
const setup: Setup = {
  streams: ['pendo_visitors'],
  models: [
    {
      name: 'seen',
      key: 'id',
      sql: `SELECT visitorId AS id, _user_sync_changed_at::VARCHAR AS at, 'reader' AS role
        FROM pendo_visitors WHERE _user_sync_changed_at IS NOT NULL ORDER BY id`,
    },
  ],
  mappings: [
    {
      ...{stream: 'seen', object: 'pendo_visitors', key: 'id', mode: 'update'},
      fields: [
        {column: 'at', field: 'crmname'},
        {column: 'role', field: 'role'},
      ],
    },
  ],
};

/** Pendo, with something done right before each batch is sent and right behind it. */
function around(steps: {
  readonly before?: () => Promise<void>;
  readonly behind?: () => Promise<void>;
}): readonly Vendor[] {
  const watched = (writer: ObjectWriter): ObjectWriter => ({
    ...writer,
    send: async (batch, signal) => {
      await steps.before?.();
      const outcomes = await writer.send(batch, signal);
      await steps.behind?.();
      return outcomes;
    },
  });
  return vendors.map((vendor) => {
    const {destination} = vendor;
    if (vendor.name !== 'pendo' || !destination) return vendor;
    const open: typeof destination.open = (section, kit) => {
      const opened = destination.open(section, kit);
      return {...opened, openWriter: async (object) => watched(await opened.openWriter(object))};
    };
    return {...vendor, destination: {...destination, open}};
  });
}

describe('what a run has written itself', () => {
  let bench: Bench;
  beforeEach(async () => (bench = await openBench()));
  afterEach(() => bench.close());

  function dated(): readonly string[] {
    return (bench.sandbox.dump('pendo')['visitors'] ?? []).flatMap((visitor) => {
      const id = String(visitor['visitorId']);
      return 'crmname' in bench.custom(id) ? [id] : [];
    });
  }

  it('is no news to the next run, which sends nothing and counts it', async () => {
    const first = await bench.run(setup);
    const written = first.objects[0]?.written ?? 0;
    expect(written).toBeGreaterThan(10);
    expect(first.streams[0]?.own_writes).toBeUndefined();
    const second = await bench.run(setup);
    expect(second.streams).toMatchObject([{changed: 0, own_writes: written}]);
    expect(second.objects).toMatchObject([{rows: written, written: 0, drifted: 0}]);
    expect(second.notes.join(' ')).toContain('came again with nothing new but what was sent');
    expect((await bench.run(setup)).objects).toMatchObject([{written: 0}]);
  });

  it('hides no change of somebody else, whenever and in which field it was made', async () => {
    await bench.run(setup);
    const [before, overwritten, during, after, both, ...others] = dated();
    const ids = [before, overwritten, during, after, both].map(String);
    // Every row is sent once more, and others write in between.
    const steps = {
      before: async () => {
        await bench.changeElsewhere(String(before), {plan: 'before'});
        await bench.changeElsewhere(String(overwritten), {role: 'before'});
      },
      behind: async () => {
        await bench.changeElsewhere(String(during), {role: 'during'});
        await bench.changeElsewhere(String(both), {plan: 'both', role: 'both'});
      },
    };
    await bench.run(setup, {vendors: around(steps), choice: {full: true}});
    await bench.changeElsewhere(String(after), {crmname: 'after'});
    const report = await bench.run(setup);
    const changed = [before, during, after, both];
    expect(report.streams).toMatchObject([
      {changed: changed.length, own_writes: others.length + 1},
    ]);
    expect(report.objects).toMatchObject([{written: changed.length}]);
    for (const id of ids) expect(bench.custom(id)['role']).toBe('reader');
    expect((await bench.run(setup)).objects).toMatchObject([{written: 0}]);
  });

  it('is news where the account that is read is not known to be the one that is written to', async () => {
    const config = bench.sandbox.vendors['pendo']?.destinationConfig;
    const url = String(config?.['base_url']).replace('127.0.0.1', 'localhost');
    const elsewhere: Setup = {...setup, destination: {pendo: {...config, base_url: url}}};
    const written = (await bench.run(elsewhere)).objects[0]?.written ?? 0;
    const report = await bench.run(elsewhere);
    expect(report.streams).toMatchObject([{changed: written}]);
    expect(report.objects).toMatchObject([{written}]);
  });
});
