import {createReadStream} from 'node:fs';
import {parseExactJson} from '../../core/exact-json';
import {Failure} from '../../core/failure';
import {isJsonObject} from '../../core/json';
import type {JsonObject} from '../../core/json';
import {fileFailure} from '../file-failure';

/** A rejected record as it was kept, to be sent again to the object that did not take it. */
export interface RejectedRecord {
  /** 1-based line of the file. */
  readonly line: number;
  readonly object: string;
  readonly stream: string;
  readonly namespace?: string;
  /** Where the record stood in the input of the run that rejected it. */
  readonly position: number;
  /** As in `RejectedLine`; a newer version may have written a code that this one does not know. */
  readonly reason: string;
  readonly record: JsonObject;
  /** True: a secret was replaced by `****` in the record; sending it would write the stars. */
  readonly masked: boolean;
}

/**
 * Reads a rejected-records file line by line; memory does not grow with the file. Throws a `config`
 * Failure that names the line when the file cannot be read or is not one of ours; blank lines are
 * passed over, and unknown members of a line are ignored.
 */
export async function* readRejectedRecords(path: string): AsyncGenerator<RejectedRecord, void> {
  let number = 0;
  for await (const text of linesOf(path)) {
    number += 1;
    if (text.trim() !== '') yield parseLine(text, path, number);
  }
}

async function* linesOf(path: string): AsyncGenerator<string, void> {
  let rest = '';
  try {
    const chunks: AsyncIterable<string> = createReadStream(path, {encoding: 'utf8'});
    for await (const chunk of chunks) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (error) {
    throw fileFailure(`The file of rejected records ${path} cannot be read`, error);
  }
  if (rest !== '') yield rest;
}

function parseLine(text: string, path: string, line: number): RejectedRecord {
  const parsed = parseJson(text, path, line);
  const {object, stream, namespace, position, reason, record, masked} = parsed;
  if (typeof object !== 'string') throw badLine(path, line, 'lacks "object"');
  if (typeof stream !== 'string') throw badLine(path, line, 'lacks "stream"');
  if (typeof position !== 'number') throw badLine(path, line, 'lacks "position"');
  if (typeof reason !== 'string') throw badLine(path, line, 'lacks "reason"');
  if (!isJsonObject(record)) throw badLine(path, line, 'lacks "record"');
  const rejected = {line, object, stream, position, reason, record, masked: masked === true};
  return typeof namespace === 'string' ? {...rejected, namespace} : rejected;
}

function parseJson(text: string, path: string, line: number): JsonObject {
  let parsed: unknown;
  try {
    parsed = parseExactJson(text);
  } catch {
    // The parser's words quote the record, so they are not passed on.
    throw badLine(path, line, 'is not JSON; the file may be incomplete');
  }
  if (!isJsonObject(parsed)) throw badLine(path, line, 'is not a JSON object');
  return parsed;
}

function badLine(path: string, line: number, what: string): Failure {
  return new Failure({
    kind: 'config',
    message: `Line ${line} of ${path} ${what}. Give a file that user-sync or destination-user-sync wrote, or remove the line.`,
  });
}
