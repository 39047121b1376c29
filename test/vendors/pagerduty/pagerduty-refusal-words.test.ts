import {Failure} from '../../../src/core/failure';
import {createClassifier, isBeyondOffsetCap} from '../../../src/vendors/pagerduty/classify-answer';

function refusal(message: string): Failure {
  const body = {error: {message, code: 2001}};
  const meaning = createClassifier('us')({
    status: 400,
    path: '/users',
    headers: {},
    body,
    excerpt: '',
    bodyKind: 'json',
    method: 'GET',
  });
  if (meaning?.type !== 'fail') throw new Error('no failure');
  return new Failure({kind: meaning.kind, message: meaning.message, status: 400});
}

describe('A refusal of PagerDuty with status 400', () => {
  it.each([
    'Offset+limit exceeds maximum allowed value of 10000',
    'Offset and limit too large',
    'offset must be less than 300',
    'The sum of limit and offset is above the maximum',
  ])('is about the place in the list when it says "%s"', (message) => {
    expect(isBeyondOffsetCap(refusal(message))).toBe(true);
  });

  it.each(['Invalid Input Provided', 'time zone offsets are not known'])(
    'is not when it says "%s"',
    (message) => {
      expect(isBeyondOffsetCap(refusal(message))).toBe(false);
    },
  );
});
