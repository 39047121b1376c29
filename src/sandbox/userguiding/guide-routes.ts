import {htmlAnswer, jsonAnswer} from '../answer';
import type {Route} from '../vendor-part';
import {errorAnswer} from './answers';
import {writeUser} from './write-user';
import type {UserguidingState} from './write-user';

/** Where the identify call's base URL ends. */
export const GUIDE_PREFIX = '/v1';

/** The one call of the guide: `POST /v1/identify`. */
export function guideRoutes(state: UserguidingState): readonly Route[] {
  return [
    {
      method: 'POST',
      path: `${GUIDE_PREFIX}/identify`,
      handle: (request) => {
        const key = state.keys.admit(request, 'guide');
        if ('reason' in key) return errorAnswer(state.settings.error_form, key);
        return writeUser(state, {
          key,
          body: request.body,
          style: 'guide',
          answer: () => jsonAnswer(200, {success: true}),
        });
      },
    },
  ];
}

/** The older panel backend has no such call and says so with a page (UserGuiding Q12). */
export function panelRoutes(): readonly Route[] {
  const handle: Route['handle'] = () => htmlAnswer(404, 'Page not found');
  return ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => ({
    method,
    path: `${GUIDE_PREFIX}/identify`,
    handle,
  }));
}
