import type {Answer} from '../vendor-part';
import {errorBody} from './answers';
import type {ScimService} from './guard';

/** The answer for an id that nobody has. */
export function notFound({reply}: ScimService, id = ''): Answer {
  return reply(404, errorBody(404, `Resource ${id} not found.`));
}
