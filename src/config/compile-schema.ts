import Ajv, {type ValidateFunction} from 'ajv';
import addFormats from 'ajv-formats';
import type {JsonObject} from '../core/json';

/** Compiles a schema for one that finds every mistake. It is loaded where there may be one. */
export function compileSchema(schema: JsonObject): ValidateFunction {
  const ajv = addFormats(
    new Ajv({
      ...{allErrors: true, verbose: true, strict: false, discriminator: true},
      // The schema is ours and a test checks it; here it would cost more than the configuration does.
      ...{meta: false, validateSchema: false},
      // It runs once: making its code shorter takes longer than running it.
      code: {optimize: false},
    }),
  );
  return ajv.compile(schema);
}
