import fc from 'fast-check';
import {holdsMessage, isEndOfObject} from '../../../src/airbyte/input/cut-message';

const record = JSON.stringify({
  type: 'RECORD',
  record: {
    stream: 'crm "x"',
    data: {v: 'a\\"b\\', n: [1, -2.5e3, 1e30, {t: true, z: null}], e: ''},
  },
});

describe('a line whose head is cut', () => {
  it('is recognised wherever it is cut, unless the rest is whole', () => {
    for (let cut = 1; cut < record.length; cut += 1) {
      const rest = record.slice(cut);
      if (rest.startsWith('{')) continue;
      expect([rest, isEndOfObject(rest)]).toEqual([rest, true]);
    }
  });

  it('is not what lines of a log are', () => {
    for (const line of [
      'INFO started',
      'INFO done }',
      'settings: {"a":1}',
      'WARN {"a":{"b":2}} and }',
      '[1,2]',
      'it\'s "quoted"',
      '',
    ]) {
      expect([line, isEndOfObject(line)]).toEqual([line, false]);
    }
  });

  it('is judged without a fault, whatever the line', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof isEndOfObject(`${text}}`) === 'boolean'));
  });
});

describe('a line that holds a message among other text', () => {
  it('is recognised whatever stands before or behind it', () => {
    for (const line of [
      `50 %${record}`,
      `x{"type" : "STATE","state":{}}`,
      `${record} done`,
      `\0\0\0${record.slice(3)}`,
      'ype":"x","type":"RECORD","record":{"data":{',
    ]) {
      expect([line, holdsMessage(line)]).toEqual([line, true]);
    }
  });

  it('is not what a line of a log is', () => {
    for (const line of ['INFO type: RECORD', 'settings: {"type":"LOG"}', '"type":"TRACE"']) {
      expect([line, holdsMessage(line)]).toEqual([line, false]);
    }
  });
});
