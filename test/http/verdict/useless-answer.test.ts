import {reportsError} from '../../../src/http/verdict/useless-answer';

describe('A 2xx body reports an error', () => {
  it.each<[unknown]>([
    [{error: {message: 'away'}}],
    [{errors: ['away'], users: []}],
    [{success: false, data: []}],
    [{type: 'request_error', detail: 'Something went wrong'}],
    [{type: 'validation_error', detail: {email: ['taken']}}],
    [{type: 'throttled', detail: 'Request was throttled.'}],
  ])('in %j', (body) => {
    expect(reportsError(body)).toBe(true);
  });

  it.each<[unknown]>([
    [{error: null, errors: [], users: []}],
    [{type: 'user', detail: 'a text of a record'}],
    [{type: 'request_error'}],
    [[{error: 'in a row'}]],
  ])('not in %j', (body) => {
    expect(reportsError(body)).toBe(false);
  });
});
