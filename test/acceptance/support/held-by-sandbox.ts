import type {Sandbox} from '../../../src/sandbox/sandbox';
import {keyText} from '../../contract/streams/support/stream-tables';
import {factsOf, type DumpRow} from '../../contract/streams/support/vendor-facts';
import type {Stream} from './catalog-rules';
import type {RecordMessage} from './run-connector';

/**
 * Where records say something else than the sandbox's own data, as sentences. The sandbox shares no
 * code with the source, so that a record that was only recorded cannot pass. Plain values are compared
 * as texts; derived columns, which the sandbox does not have, are left out.
 */
export function notHeldBy(
  sandbox: Sandbox,
  streams: readonly Stream[],
  records: readonly RecordMessage[],
): readonly string[] {
  return records.flatMap(({stream: name, data}) => {
    const stream = streams.find((one) => one.name === name);
    if (!stream) return [`${name}: does not exist`];
    const vendor = name.includes('_scim_') ? 'scim' : name.slice(0, name.indexOf('_'));
    const view = factsOf(vendor).dump?.[name] ?? {};
    const columns = (stream.source_defined_primary_key ?? []).flat();
    const keyOf = view.keyOf ?? ((row: DumpRow) => columns.map((column) => row[column]));
    const kind = vendor === 'scim' ? name.replace('_scim_', '_') : name.slice(vendor.length + 1);
    const key = keyText(columns.map((column) => data[column]));
    const row = sandbox.dump(vendor)[view.kind ?? kind]?.find((one) => keyText(keyOf(one)) === key);
    if (!row) return [`${name}: the sandbox does not have ${key}`];
    return Object.keys(data)
      .filter((column) => view.differ?.includes(column) !== true)
      .filter((column) => isOther(data[column], row[column]))
      .map((column) => `${name}: ${key} has another ${column} than the sandbox`);
  });
}

function isOther(read: unknown, held: unknown): boolean {
  const isPlain = ['string', 'number', 'boolean'].includes(typeof held);
  return isPlain && String(read) !== String(held);
}
