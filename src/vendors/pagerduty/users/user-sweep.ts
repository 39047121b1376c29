import type {Failure} from '../../../core/failure';
import type {HttpClient} from '../../../http/request';
import type {StreamColumns} from '../../../read/columns/stream-columns';
import type {ReadContext, Row, Sweep, SweepPage} from '../../../read/reader';
import {failureOfOne} from '../../shared/failure-of-one';
import {createReferenceReader, REFERENCE_LISTS} from './ask-for-references';
import {listAllUsers, type AllUsers} from './list-all-users';
import {toRow} from '../rows';
import type {PagerdutySettings} from '../settings';
import type {PagerdutyStreams} from '../streams';
import {TextRow} from '../../../read/columns/text-row';
import {writtenUsers} from './written-users';
import {partRows, userParts, type UserPart} from './user-parts';

/**
 * One reading of `GET /users` for users, contact methods and notification rules: N users cost
 * N / 100 requests. No list of PagerDuty's has a time of change to go by.
 */
export function userSweep(
  client: HttpClient,
  settings: PagerdutySettings,
  streams: PagerdutyStreams,
): Sweep {
  const parts = userParts(streams);
  return {
    kind: 'sweep',
    streams: [streams.users, ...parts.map(({stream}) => stream)],
    pages: (selected, context) =>
      rowPages({
        client,
        settings,
        users: selected.has(streams.users.name) ? streams.users : undefined,
        parts: parts.filter(({stream}) => selected.has(stream.name)),
        context,
        selected,
      }),
  };
}

interface UserRead {
  readonly client: HttpClient;
  readonly settings: PagerdutySettings;
  /** Undefined where only parts of the users are wanted. */
  readonly users: StreamColumns | undefined;
  readonly parts: readonly UserPart[];
  readonly context: ReadContext;
  /** Names of the streams that are wanted. */
  readonly selected: ReadonlySet<string>;
}

async function* rowPages(read: UserRead): AsyncGenerator<SweepPage> {
  const {client, settings, users: columns, parts, context, selected} = read;
  const {signal, log} = context;
  const asked = waysToAsk(read);
  const {onOffsetCap, perUserCalls: always} = settings;
  const failed = new Set<UserPart>();
  for await (const users of listAllUsers({client, ...asked, onOffsetCap, log, signal})) {
    const page = new Map<string, readonly Row[] | Failure>();
    if (columns !== undefined)
      page.set(
        columns.name,
        users.map((user) => (user instanceof TextRow ? user : toRow(user, columns))),
      );
    for (const part of parts.filter((one) => !failed.has(one))) {
      try {
        page.set(part.stream.name, await partRows(part, users, {client, signal, log, always}));
      } catch (error) {
        page.set(part.stream.name, failureOfOne(error, selected));
        failed.add(part);
      }
    }
    yield page;
  }
}

/**
 * Whole objects where they are rows, references where only users are read; a user's row has all three lists,
 * and some servers leave them empty unless they are asked for (PagerDuty Q8).
 */
function waysToAsk({users, parts, settings}: UserRead): Pick<AllUsers, 'query' | 'read'> {
  if (users !== undefined && parts.length === 0) {
    return {query: {}, read: createReferenceReader(writtenUsers(users))};
  }
  if (users !== undefined) return {query: {'include[]': REFERENCE_LISTS}};
  return {query: {'include[]': settings.perUserCalls ? [] : parts.map(({field}) => field)}};
}
