import {Failure} from '../core/failure';
import type {Json} from '../core/json';
import {locateJsonError} from './locate-json-error';

/**
 * The value of a JSON text. Malformed text is a `config` failure that names file, line and column,
 * and never quotes the text. `what` names the file's role: "configuration", "state".
 */
export function parseJson(text: string, path: string, what: string): Json {
  try {
    // JSON.parse gives exactly the values that Json describes.
    return JSON.parse(text) as Json;
  } catch {
    const place = locateJsonError(text);
    const where = place
      ? `line ${place.line}, column ${place.column}: ${place.expected} is expected there`
      : 'it is too large or nested too deeply';
    throw new Failure({
      kind: 'config',
      message: `The ${what} file ${path} is not valid JSON, ${where}. Correct the file.`,
    });
  }
}
