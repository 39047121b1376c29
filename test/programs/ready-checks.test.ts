import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {assembleSpec, configSchemaOf, type Side} from '../../src/config/assemble-spec';
import {compileSchema} from '../../src/config/compile-schema';
import {sealSchema} from '../../src/config/seal-schema';
import {isJsonObject, type Json, type JsonObject} from '../../src/core/json';
import {destinationNames, sourceNames, targets} from '../../src/generated/spec-parts';
import {loadResource} from '../../src/resources/load-resource';

const ROOT = path.resolve(__dirname, '..', '..');

/** Reads configurations and says of each whether the check of the bundle accepts it. */
const JUDGE = `
  import {readFileSync} from 'node:fs';
  import {createRequire} from 'node:module';
  import {readyChecksText} from './scripts/programs/ready-checks.mjs';
  const [root, side] = process.argv.slice(1);
  const made = {};
  new Function('exports', 'require', readyChecksText(root, side))(made, createRequire(root));
  const accepts = made.readyChecks[side]();
  const configs = JSON.parse(readFileSync(0, 'utf8'));
  console.log(JSON.stringify(configs.map((config) => accepts(config))));`;

function accepted(side: Side, configs: readonly Json[]): readonly boolean[] {
  const {stdout, stderr} = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', JUDGE, `${ROOT}/`, side],
    {cwd: ROOT, encoding: 'utf8', input: JSON.stringify(configs)},
  );
  if (stdout === '') throw new Error(stderr);
  // The program above wrote it.
  return JSON.parse(stdout) as readonly boolean[];
}

function schemaOf(side: Side): JsonObject {
  const vendors = side === 'source' ? sourceNames : destinationNames;
  return configSchemaOf(assembleSpec({side, vendors, load: loadResource, targets}));
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** The value, and each form of it with one place of it changed, removed or added. */
function variantsOf(value: Json): readonly Json[] {
  const others: readonly Json[] = ['', 'x', 7, -1, true, null, {}, [], [''], {use: 'no'}];
  const inner = isList(value)
    ? value.flatMap((one, at) => variantsOf(one).map((form) => value.with(at, form)))
    : isJsonObject(value)
      ? [
          {...value, unheard_of: 1},
          ...Object.keys(value).flatMap((name) => {
            const {[name]: own, ...rest} = value;
            return [rest, ...variantsOf(own ?? null).map((form) => ({...value, [name]: form}))];
          }),
        ]
      : [];
  return [value, ...others, ...inner];
}

describe('The check that the bundles bring along', () => {
  it.each<Side>(['source', 'destination'])(
    'accepts just those configurations of a %s that the schema accepts',
    (side) => {
      const file = path.join(ROOT, 'test_files', 'acceptance', side, 'config.json');
      const config = JSON.parse(readFileSync(file, 'utf8')) as Json;
      const configs = variantsOf(config);
      const validate = compileSchema(sealSchema(schemaOf(side)));
      const expected = configs.map((one) => validate(one));
      expect(new Set(expected)).toEqual(new Set([true, false]));
      expect(accepted(side, configs)).toEqual(expected);
    },
  );
});
