import {isFields, parseJson, type Fields} from '../../shared/parse-json';
import type {Answer} from '../../vendor-part';
import {errorBody, noContent} from '../answers';
import type {ScimCall, ScimRoute, ScimService} from '../guard';
import {done, refuse, refused, type Outcome} from '../refusal';

/** A route with the quirks of writing played: what it takes, whether it serves, how it answers. */
export function withWriteQuirks(service: ScimService, route: ScimRoute): ScimRoute {
  return {...route, handle: (call) => play(service, route, call)};
}

/** True where PATCH is not served, regardless of what the service says of itself. */
export function lacksPatch({settings: {quirks}}: ScimService): boolean {
  return quirks.includes('no_patch') || quirks.includes('put_only');
}

function play(service: ScimService, {method, handle}: ScimRoute, call: ScimCall): Answer {
  const {quirks} = service.settings;
  if (method === 'PATCH' && lacksPatch(service)) {
    const status = quirks.includes('no_patch') ? 501 : 405;
    return service.reply(status, errorBody(status, 'PATCH is not served.'));
  }
  const takesTexts = quirks.includes('text_booleans') && method !== 'GET' && call.body !== '';
  const body = takesTexts ? readTextBooleans(call.body) : done(call.body);
  if (!body.ok) return refuse(service.reply, body.refusal);
  const answer = handle({...call, body: body.value});
  const isChange = method === 'PATCH' || method === 'PUT';
  return quirks.includes('empty_answers') && isChange && answer.status === 200 ? noContent : answer;
}

/** The body with the texts for `active` as booleans; a boolean is what such a service refuses. */
function readTextBooleans(body: string): Outcome<string> {
  const parsed = parseJson(body);
  if (!parsed.ok || !isFields(parsed.value)) return done(body);
  const faults: string[] = [];
  const value = read(parsed.value, faults);
  return faults.length > 0
    ? refused('invalidValue', 'active must be the text True or False.')
    : done(JSON.stringify(value));
}

function read(value: unknown, faults: string[]): unknown {
  if (Array.isArray(value)) return value.map((one) => read(one, faults));
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      isActive(value, name) ? readActive(inner, faults) : read(inner, faults),
    ]),
  );
}

/** True for the attribute, and for the value of an operation whose path it is. */
function isActive(fields: Fields, name: string): boolean {
  const isNamed = (text: unknown): boolean => /^active$/i.test(String(text));
  return isNamed(name) || (/^value$/i.test(name) && isNamed(fields['path']));
}

function readActive(value: unknown, faults: string[]): unknown {
  if (typeof value === 'string' && /^(true|false)$/i.test(value)) return /^true$/i.test(value);
  if (typeof value === 'boolean') faults.push('active');
  return value;
}
