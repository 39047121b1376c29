import {jsonAnswer} from '../answer';
import {isFields, parseJson} from '../shared/parse-json';
import type {Answer, Route} from '../vendor-part';
import type {PendoState} from './pendo-state';

/**
 * A page load as the snippet reports it: `agent` values win over what was written there, the visit
 * is noted, and a visitor that was deleted comes back.
 */
export function recordPageLoad(
  state: PendoState,
  load: {
    readonly visitorId: string;
    readonly accountId?: string;
    readonly agent: Readonly<Record<string, unknown>>;
  },
): void {
  const store = state.stores.visitor;
  const atMs = state.now();
  const {visitorId: id, accountId} = load;
  const account = accountId === undefined ? {} : {accountid: accountId, accountids: [accountId]};
  const row = store.rowOf(id);
  if (row === undefined) {
    const auto = {...account, id, firstvisit: atMs, lastvisit: atMs};
    store.add({id, lastUpdated: atMs, metadata: {agent: {...load.agent}, auto}});
    return;
  }
  store.write(row, {group: 'agent', values: load.agent, atMs});
  store.write(row, {group: 'auto', values: {...account, lastvisit: atMs}, atMs});
}

/**
 * `POST /data/pageload {"visitorId","accountId"?,"agent"?}` stands for the snippet; the vendor's
 * REST interface has no such route.
 */
export function pageLoadRoute(state: PendoState): Route {
  return {
    method: 'POST',
    path: '/data/pageload',
    handle: ({body}): Answer => {
      const parsed = parseJson(body);
      const load = parsed.ok && isFields(parsed.value) ? parsed.value : {};
      const {visitorId, accountId, agent} = load;
      if (typeof visitorId !== 'string' || visitorId === '') {
        return jsonAnswer(400, {error: 'visitorId is missing'});
      }
      recordPageLoad(state, {
        visitorId,
        ...(typeof accountId === 'string' && {accountId}),
        agent: isFields(agent) ? agent : {},
      });
      return jsonAnswer(200, {});
    },
  };
}
