import {existsSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import Ajv from 'ajv';
import {parse} from 'yaml';
import {catConfigSchema} from './cat-config-schema';

/** Something that is let off, and why. */
export interface Named {
  readonly name: string;
  readonly bypass_reason: string;
}

/** What every test names; paths are absolute once they are loaded. */
interface Where {
  readonly config_path: string;
  readonly timeout_seconds?: number;
}

interface Backwards {
  readonly backward_compatibility_tests_config: {readonly previous_connector_version: string};
}

export interface SpecTest extends Where, Backwards {
  readonly spec_path: string;
}

export interface ConnectionTest extends Where {
  readonly status: 'succeed' | 'failed' | 'exception';
}

export type DiscoveryTest = Where & Backwards;

export interface BasicReadTest extends Where {
  readonly empty_streams?: readonly Named[];
  readonly expect_records: {readonly path?: string; readonly exact_order?: boolean};
}

export interface FullRefreshTest extends Where {
  readonly configured_catalog_path?: string;
  readonly ignored_fields?: Readonly<Record<string, readonly Named[]>>;
}

export interface IncrementalTest extends Where {
  readonly configured_catalog_path?: string;
  readonly future_state: {
    readonly future_state_path?: string;
    readonly missing_streams?: readonly Named[];
  };
}

export interface AttributesTest extends Where {
  readonly streams_without_primary_key?: readonly Named[];
}

/** Declared fields that no record of the streams holds, and why that is right. */
export interface FieldsWithoutData {
  readonly streams: readonly string[];
  readonly fields: readonly string[];
  readonly bypass_reason: string;
}

interface Section<Test> {
  readonly tests?: readonly Test[];
}

/** What acceptance-test-config.yml asks for. */
export interface CatConfig {
  readonly acceptance_tests: {
    readonly spec: Section<SpecTest>;
    readonly connection: Section<ConnectionTest>;
    readonly discovery: Section<DiscoveryTest>;
    readonly basic_read: Section<BasicReadTest> & {
      readonly fields_without_data?: readonly FieldsWithoutData[];
    };
    readonly full_refresh: Section<FullRefreshTest>;
    readonly incremental: Section<IncrementalTest>;
    readonly connector_attributes?: Section<AttributesTest>;
  };
}

const validate = new Ajv({allErrors: true, strict: false}).compile<CatConfig>(catConfigSchema);

/**
 * Reads a connector's acceptance-test-config.yml. Throws an Error that names everything that Airbyte's
 * format does not know, every reason that is missing, and every file that is not there.
 */
export function loadCatConfig(path: string): CatConfig {
  const value: unknown = parse(readFileSync(path, 'utf8'));
  if (!validate(value)) {
    const problems = (validate.errors ?? []).map(
      ({instancePath, message, params}) => `${instancePath}: ${message} ${JSON.stringify(params)}`,
    );
    throw new Error(`${path} is not in the format of acceptance tests:\n${problems.join('\n')}`);
  }
  const missing: string[] = [];
  const located = locate(value, dirname(path), missing);
  if (missing.length === 0) return located as CatConfig;
  throw new Error(`${path} names files that do not exist:\n${missing.join('\n')}`);
}

/** The value with every path made absolute; what does not exist is added to `missing`. */
function locate(value: unknown, folder: string, missing: string[]): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => locate(item, folder, missing));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]: [string, unknown]) => {
      if (typeof inner !== 'string' || !/(^|_)path$/.test(name)) {
        return [name, locate(inner, folder, missing)];
      }
      const file = join(folder, inner);
      if (!existsSync(file)) missing.push(file);
      return [name, file];
    }),
  );
}
