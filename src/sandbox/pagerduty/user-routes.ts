import {jsonAnswer, writtenJsonAnswer} from '../answer';
import type {Answer} from '../vendor-part';
import type {Account} from './account/account';
import {failure, isAnswer, pageFrame, readPlace} from './answers';
import {changeAccount} from './account/change-account';
import {createUserFinder} from './find-users';
import type {FindUsers} from './find-users';
import type {PagerdutyCall, PagerdutyRoute} from './guard';
import {isAdmin} from './keys';
import type {PagerdutyUser} from './account/records';
import {showUser} from './show';
import {createUserByBody, deleteUser, updateUser} from './write-users';

const READ = 'users.read';
const WRITE = 'users.write';
/** A race happens before every page of this number, twice in all. */
const RACE_EVERY = 4;
const RACES_MAX = 2;

/** Everything on users themselves. */
export function userRoutes(account: Account): readonly PagerdutyRoute[] {
  const find = createUserFinder(account);
  const race = createRace(account);
  const one = (handle: (user: PagerdutyUser, call: PagerdutyCall) => Answer) => {
    return (call: PagerdutyCall): Answer => {
      const user = userOf(account, call);
      return user ? handle(user, call) : failure(404);
    };
  };
  return [
    {
      method: 'GET',
      path: '/users',
      scope: READ,
      handle: (call) => {
        race();
        return listUsers(account, find, call);
      },
    },
    {method: 'GET', path: '/users/me', handle: (call) => showMe(account, call)},
    {
      method: 'GET',
      path: '/users/:id',
      scope: READ,
      handle: one((user, call) => showOne(account, user, call)),
    },
    {
      method: 'POST',
      path: '/users',
      scope: WRITE,
      handle: (call) => createUserByBody(account, call),
    },
    {
      method: 'PUT',
      path: '/users/:id',
      scope: WRITE,
      handle: one((user, call) => updateUser(account, user, call)),
    },
    {
      method: 'DELETE',
      path: '/users/:id',
      scope: WRITE,
      handle: one((user, call) => deleteUser(account, user, call)),
    },
  ];
}

/** The user whom the path names. */
export function userOf({ids, users}: Account, {params}: PagerdutyCall): PagerdutyUser | undefined {
  const serial = ids.serialOf('user', params['id'] ?? '');
  return serial === undefined ? undefined : users.at(serial);
}

function listUsers(account: Account, find: FindUsers, {query}: PagerdutyCall): Answer {
  const place = readPlace(account, query);
  if (isAnswer(place)) return place;
  const teams = query.getAll('team_ids[]').map((id) => account.ids.serialOf('team', id));
  if (teams.some((team) => team === undefined || !account.teams.at(team))) {
    return failure(400, ['Team Not Found'], 6001);
  }
  const lag = account.settings.create_lag_ms === 0 ? '' : String(account.now());
  const page = account.pages.get(`${account.version()}${lag}?${query.toString()}`, () => {
    const all = find({
      query: query.get('query') ?? '',
      teams: teams.filter((team) => team !== undefined),
    });
    const found = shownInLists(account, all);
    const includes = new Set(query.getAll('include[]').filter((name) => name !== 'calendar_urls'));
    const shown: unknown[] = [];
    const end = Math.min(found.length, place.offset + place.limit);
    for (let at = place.offset; at < end; at += 1) {
      const user = account.users.at(found[at] ?? -1);
      if (user) shown.push(showUser(account, user, includes));
    }
    const frame = pageFrame(account, query, place, found.length);
    return Buffer.from(JSON.stringify({users: shown, ...frame}));
  });
  return writtenJsonAnswer(page);
}

/** Lists lag behind what was created. */
function shownInLists(
  {settings, users, now}: Account,
  serials: ArrayLike<number>,
): ArrayLike<number> {
  const {create_lag_ms: lag} = settings;
  if (lag === 0) return serials;
  const until = now() - lag;
  return Array.from(serials).filter((serial) => (users.at(serial)?.createdMs ?? 0) <= until);
}

function showOne(account: Account, user: PagerdutyUser, {query, viewer}: PagerdutyCall): Answer {
  const includes = new Set(query.getAll('include[]'));
  if (!isAdmin(viewer)) includes.delete('calendar_urls');
  return jsonAnswer(200, {user: showUser(account, user, includes)});
}

/** Only a user's credential is somebody (PagerDuty Q6); his own calendar addresses are shown. */
function showMe(account: Account, {query, viewer}: PagerdutyCall): Answer {
  if (viewer.user) {
    const includes = new Set([...query.getAll('include[]'), 'calendar_urls']);
    return jsonAnswer(200, {user: showUser(account, viewer.user, includes)});
  }
  if (account.settings.me_status === '404') return failure(404);
  return jsonAnswer(400, {
    error:
      'Because this request was made using an account-level access token, the identity of the user could not be determined.',
  });
}

/** Somebody joins or leaves while the list is read. */
function createRace(account: Account): () => void {
  const {race} = account.settings;
  let pages = 0;
  return () => {
    pages += 1;
    const isDue = pages % RACE_EVERY === 0 && pages <= RACE_EVERY * RACES_MAX;
    if (race === 'none' || !isDue) return;
    const joined = race === 'joins' ? 1 : 0;
    changeAccount(account, {kind: 'users', joined, left: 1 - joined});
  };
}
