import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import type {Kit} from '../../../src/core/kit';
import {createSecretMask} from '../../../src/core/secrets/secret-mask';
import type {EndedRun} from '../../../src/runner/notify/run-news';
import {tellWebhooks} from '../../../src/runner/notify/tell-webhooks';
import type {ObjectReport, RunOutcome, RunReport} from '../../../src/runner/report/report';
import {webhooksOf} from '../../../src/runner/run-file/webhooks-of';
import {createTestKit} from '../../support/test-kit';
import {createEagerClock} from '../../support/virtual-clock';

const SECRET = 'T0ken-4711-abcdef';

const OBJECT: ObjectReport = {
  ...{model: 'people', object: 'pendo_visitors', outcome: 'failed', rows: 9, new: 4, changed: 2},
  ...{rejected_again: 0, written: 5, created: 0, unchanged: 3, rejected: 1},
  ...{rejected_by_reason: {not_found: 1}, rejection_examples: {not_found: 'ada@example.com'}},
  rejections: [{reason: 'not_found', message: 'm', count: 1, keys: ['ada@example.com']}],
  ...{remarks: [], not_tried: 0, left_for_later: 0, drifted: 0, gone: 2},
};

function ended(outcome: RunOutcome): EndedRun {
  const report: RunReport = {
    ...{run_id: '20261128-031617-4f2a', outcome, dry_run: false, duration_ms: 1_100},
    streams: [{stream: 'a<b', outcome: 'failed', read: 1, changed: 1, deleted: 0}],
    ...{objects: [OBJECT], traffic: [], notes: [], failure_kinds: ['auth']},
    failures: ['Pendo says: "ada@example.com is unknown".'],
  };
  return {outcome, kinds: ['auth'], durationMs: 1_100, report};
}

describe('webhooks', () => {
  let server: Server;
  let base: string;
  const bodies: {readonly url: string; readonly text: string}[] = [];
  let status = 200;

  beforeAll(async () => {
    server = createServer((request, response) => {
      let text = '';
      request.on('data', (part: Buffer) => (text += part.toString()));
      request.on('end', () => {
        bodies.push({url: request.url ?? '', text});
        response.writeHead(status).end('ok');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  afterEach(() => {
    bodies.splice(0);
    status = 200;
  });

  /** Tells one webhook; gives what the log has. */
  const tell = async (
    entry: object,
    outcome: RunOutcome,
    hadFailed = false,
  ): Promise<readonly string[]> => {
    const mask = createSecretMask();
    const kit: Kit & {readonly logged: readonly {readonly message: string}[]} = {
      ...createTestKit({clock: createEagerClock()}),
      mask,
    };
    const {webhooks} = webhooksOf(
      {notify: [{url: `${base}/hooks/${SECRET}?sig=${SECRET}x&to=a&to=b`, ...entry}]},
      mask,
    );
    await tellWebhooks(webhooks, ended(outcome), {path: 'sync/run.yaml', hadFailed, kit});
    return kit.logged.map(({message}) => mask.apply(message));
  };

  it('are told of a failure in counts and names, at their whole address, without a record or a word of a vendor', async () => {
    await tell({}, 'failed');
    expect(bodies[0]?.url).toBe(`/hooks/${SECRET}?sig=${SECRET}x&to=a&to=b`);
    expect(JSON.parse(bodies[0]?.text ?? '')).toMatchObject({
      ...{event: 'failure', outcome: 'failed', exit_code: 1, run_file: 'run.yaml'},
      ...{run_id: '20261128-031617-4f2a', failure_kinds: ['auth']},
      objects: [
        {sent: 5, equal: 3, rejected: 1, left_model: 2, rejected_by_reason: {not_found: 1}},
      ],
      next: [expect.stringContaining('correct the credential'), expect.anything()],
    });
    expect(bodies[0]?.text).not.toContain('ada@');
  });

  it('in the form of Slack get one text, in which names are no mark-up', async () => {
    await tell({form: 'slack'}, 'failed');
    const {text} = JSON.parse(bodies[0]?.text ?? '') as {text: string};
    expect(text.split('\n').slice(0, 5)).toEqual([
      '*user-sync: failed* run.yaml, after 1.1 s',
      'why: auth',
      'not read to the end: a&lt;b',
      'not sent to the end: people → pendo_visitors',
      '5 sent, 1 rejected',
    ]);
    expect(bodies[0]?.text).not.toContain('ada@');
  });

  it.each<[object, RunOutcome, boolean, string | undefined]>([
    [{}, 'done', false, undefined],
    [{}, 'done', true, 'recovery'],
    [{}, 'bad_input', false, 'failure'],
    [{}, 'interrupted', false, undefined],
    [{when: ['failure']}, 'done', true, undefined],
    [{when: ['recovery']}, 'failed', true, undefined],
    [{when: ['always']}, 'done', false, 'end'],
    [{when: ['always']}, 'interrupted', false, 'end'],
  ])(
    'that are %j are told of a run that was %s (one before had failed: %s): %s',
    async (...given) => {
      const [entry, outcome, hadFailed, event] = given;
      await tell(entry, outcome, hadFailed);
      const events = bodies.map(({text}) => (JSON.parse(text) as {event: string}).event);
      expect(events).toEqual(event === undefined ? [] : [event]);
    },
  );

  it('that fail are a warning without their address, and nothing else', async () => {
    status = 404;
    const logged = await tell({}, 'failed');
    expect(logged).toEqual([expect.stringMatching(/^notify\[0\] was not told of the run: /)]);
    expect(logged.join('')).not.toContain(SECRET);
  });
});
