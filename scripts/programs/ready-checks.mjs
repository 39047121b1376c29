// What stands in place of src/config/ready-checks.ts in the bundle of a connector: its configuration's schema,
// compiled by the options that the connector itself uses, but for those that only tell where a mistake is.
import {createRequire} from 'node:module';
import Ajv from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import addFormats from 'ajv-formats';

/** What a form shows and no check looks at. */
const SHOWN = ['$schema', 'title', 'description', 'examples', 'default', 'order', 'group'];

/** The text of the module for a connector; it needs what `tsc` has made of `src`. */
export function readyChecksText(root, side) {
  const built = createRequire(`${root}lib/`);
  const {assembleSpec, configSchemaOf} = built('./config/assemble-spec.js');
  const {sealSchema} = built('./config/seal-schema.js');
  const {loadResource} = built('./resources/load-resource.js');
  const {sourceNames, destinationNames, targets} = built('./generated/spec-parts.js');
  const vendors = side === 'source' ? sourceNames : destinationNames;
  const spec = assembleSpec({side, vendors, load: loadResource, targets});
  const ajv = addFormats.default(
    new Ajv.default({
      ...{strict: false, discriminator: true, meta: false, validateSchema: false},
      ...{messages: false, code: {source: true}},
    }),
  );
  const check = ajv.compile(withoutShown(sealSchema(configSchemaOf(spec))));
  return `exports.readyChecks = {
    ${side}: () => {
      const module = {};
      ${standalone.default(ajv, check)}
      return module.exports;
    },
  };`;
}

/** `properties` has names of the configuration's, which may be the same words. */
function withoutShown(schema) {
  if (Array.isArray(schema)) return schema.map(withoutShown);
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(schema).filter(([name]) => !SHOWN.includes(name));
  return Object.fromEntries(
    kept.map(([name, value]) => {
      if (name !== 'properties') return [name, name === 'enum' ? value : withoutShown(value)];
      const inner = Object.entries(value).map(([own, one]) => [own, withoutShown(one)]);
      return [name, Object.fromEntries(inner)];
    }),
  );
}
