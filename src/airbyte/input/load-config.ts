import {configSchemaOf} from '../../config/assemble-spec';
import {collectSecrets} from '../../config/collect-secrets';
import {parseJson} from '../../config/parse-json';
import {readTextFile} from '../../config/read-text-file';
import type {Accepts} from '../../config/ready-checks';
import {validateConfig} from '../../config/validate-config';
import type {JsonObject} from '../../core/json';
import type {Log} from '../../core/log';
import type {SecretMask} from '../../core/secrets/secret-mask';

/** Reads and checks a configuration file; every problem with it is a `config` failure. */
export function loadConfig(source: {
  readonly path: string;
  /** The connector specification. */
  readonly spec: JsonObject;
  /** Sections of which at least one must be there. */
  readonly vendors: readonly string[];
  /** Learns every secret of the file before anything is said about it. */
  readonly mask: SecretMask;
  readonly log?: Log;
  /** The specification's schema, compiled beforehand. */
  readonly ready?: Accepts | undefined;
}): JsonObject {
  const text = readTextFile(source.path, 'configuration');
  const config = parseJson(text, source.path, 'configuration');
  const schema = configSchemaOf(source.spec);
  for (const secret of collectSecrets(schema, config)) source.mask.add(secret);
  return validateConfig({
    schema,
    config,
    file: source.path,
    sections: source.vendors,
    ready: source.ready,
    note: (sentence) => source.log?.('INFO', sentence),
  });
}
