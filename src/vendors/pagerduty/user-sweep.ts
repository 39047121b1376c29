import type {HttpClient} from '../../http/request';
import type {ReadContext, Row, Sweep, SweepPage} from '../../read/reader';
import {loadResource} from '../../resources/load-resource';
import {listAllUsers} from './list-all-users';
import {toUserRow} from './rows';
import type {PagerdutySettings} from './settings';
import {partRows, userParts} from './user-parts';

const USERS = 'pagerduty_users';

/**
 * One reading of `GET /users` for users, contact methods and notification rules: N users cost
 * N / 100 requests. No list of PagerDuty's has a time of change to go by.
 */
export function userSweep(client: HttpClient, settings: PagerdutySettings): Sweep {
  return {
    kind: 'sweep',
    streams: [
      {
        name: USERS,
        schema: loadResource(`schemas/${USERS}.json`),
        primaryKey: ['id'],
        // The first moves with the picture's host, the second with every incident.
        digestIgnores: ['avatar_url', 'coordinated_incidents'],
      },
      ...userParts.map(({stream}) => ({
        name: stream,
        schema: loadResource(`schemas/${stream}.json`),
        primaryKey: ['id'],
      })),
    ],
    pages: (selected, context) => rowPages({client, settings, selected, context}),
  };
}

interface UserRead {
  readonly client: HttpClient;
  readonly settings: PagerdutySettings;
  readonly selected: ReadonlySet<string>;
  readonly context: ReadContext;
}

async function* rowPages({
  client,
  settings,
  selected,
  context,
}: UserRead): AsyncGenerator<SweepPage> {
  const {signal, log} = context;
  const query = {'include[]': includesFor(selected, settings)};
  const {onOffsetCap, perUserCalls: always} = settings;
  const parts = userParts.filter(({stream}) => selected.has(stream));
  for await (const users of listAllUsers({client, query, onOffsetCap, log, signal})) {
    const page = new Map<string, readonly Row[]>();
    if (selected.has(USERS)) page.set(USERS, users.map(toUserRow));
    for (const part of parts) {
      page.set(part.stream, await partRows(part, users, {client, signal, log, always}));
    }
    yield page;
  }
}

/**
 * A user's row has all three lists, and some servers leave them empty unless they are asked for
 * (PagerDuty Q8); other streams need their own only.
 */
function includesFor(
  selected: ReadonlySet<string>,
  {perUserCalls}: PagerdutySettings,
): readonly string[] {
  if (selected.has(USERS)) return ['contact_methods', 'notification_rules', 'teams'];
  if (perUserCalls) return [];
  return userParts.filter(({stream}) => selected.has(stream)).map(({field}) => field);
}
