import {ExactNumber} from '../../../src/core/exact-number';
import {reportsError} from '../../../src/http/verdict/useless-answer';

describe('A 2xx body reports an error', () => {
  it.each<[unknown]>([
    [{error: {message: 'away'}}],
    [{errors: ['away'], users: []}],
    [{success: false, data: []}],
    [{type: 'request_error', detail: 'Something went wrong'}],
    [{type: 'validation_error', detail: {email: ['taken']}}],
    [{type: 'throttled', detail: 'Request was throttled.'}],
    [{type: 'error', detail: 'Something went wrong'}],
    [{error: 'invalid_grant'}],
    [{error: 1}],
    [{error: true}],
    [{error: new ExactNumber('12345678901234567890')}],
    [{errors: {name: ['is long']}}],
  ])('in %j', (body) => {
    expect(reportsError(body)).toBe(true);
  });

  it.each<[unknown]>([
    [{error: null, errors: [], users: []}],
    [{type: 'user', detail: 'a text of a record'}],
    [{type: 'request_error'}],
    [{type: 'terror', detail: 'a text'}],
    [{type: 'error_report', detail: 'a text'}],
    [{type: 'throttled_user', detail: 'a text'}],
    [{type: 'unthrottled', detail: 'a text'}],
    [{type: ['request_error'], detail: 'a text'}],
    [{error: '', errors: {}, success: true}],
    [{error: false, errors: 0}],
    ['error'],
    [null],
    [[{error: 'in a row'}]],
  ])('not in %j', (body) => {
    expect(reportsError(body)).toBe(false);
  });
});
