import {toFailure} from '../../core/failure';
import type {Kit} from '../../core/kit';
import type {HttpPolicy} from '../../http/policy';
import {createHttpClient} from '../../http/http-client';
import {NO_PROGRESS} from '../progress/progress';
import type {Webhook} from '../run-file/run-file';
import {newsOf, type EndedRun, type Occasion, slackText} from './run-news';

/** A webhook is not worth waiting for: it is told three times at most, for so long each. */
const POLICY: HttpPolicy = {
  vendor: 'The webhook',
  timeoutMs: 10_000,
  retry: {
    ...{retriesMax: 2, baseMs: 500, capMs: 2_000, statuses: [500, 502, 503, 504]},
    ...{limitWaitMaxMs: 5_000, limitWaitMs: 1_000, limitTotalMaxMs: 5_000},
  },
  limits: [],
  concurrencyMax: 1,
  authAdvice: 'Check its address in notify.',
};

/** Each answer means that it was told: Slack says "ok", others say nothing. */
const ACCEPTED = [200, 201, 202, 204];

/** Tells each webhook that wants to know. One that cannot be told is a warning, and the run as it was. */
export async function tellWebhooks(
  webhooks: readonly Webhook[],
  ended: EndedRun,
  about: {readonly path: string; readonly hadFailed: boolean; readonly kit: Kit},
): Promise<void> {
  const {path, hadFailed, kit} = about;
  for (const [index, webhook] of webhooks.entries()) {
    const event = occasionFor(webhook, ended, hadFailed);
    if (event === undefined) continue;
    const news = newsOf(ended, {event, path, endMs: kit.clock.now()});
    const body = webhook.form === 'slack' ? {text: slackText(news, ended)} : news;
    try {
      await send(webhook, body, kit);
    } catch (error) {
      kit.log('WARN', `notify[${index}] was not told of the run: ${toFailure(error).message}`);
    }
  }
}

/** What a run is to a webhook; undefined: nothing that it wants to know. */
function occasionFor(
  {when}: Webhook,
  {outcome}: EndedRun,
  hadFailed: boolean,
): Occasion | undefined {
  const hasFailed = outcome === 'failed' || outcome === 'bad_input';
  const always = when.includes('always');
  if (hasFailed) return always || when.includes('failure') ? 'failure' : undefined;
  if (outcome === 'done' && hadFailed && (always || when.includes('recovery'))) return 'recovery';
  return always ? 'end' : undefined;
}

async function send({url}: Webhook, body: object, kit: Kit): Promise<void> {
  const client = createHttpClient({
    policy: POLICY,
    baseUrl: url.origin,
    // A query may be what lets one in, as at Power Automate: it is treated as a credential.
    auth: {authorize: () => Promise.resolve({query: queryOf(url)})},
    // It is told of an interruption, too, and nobody looks on any more.
    kit: {...kit, signal: new AbortController().signal, watch: NO_PROGRESS.watch},
  });
  await client.send({
    ...{method: 'POST', path: url.pathname, body: {json: body}, accept: ACCEPTED},
    // Told twice is better than not told.
    repeatable: true,
    purpose: 'tell it how the run ended',
  });
}

/** All values of each parameter: one that stands twice is sent twice. */
function queryOf({searchParams}: URL): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    [...searchParams.keys()].map((name) => [name, searchParams.getAll(name)]),
  );
}
