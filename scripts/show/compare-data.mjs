/** What the sandbox holds beside what was read. */

/** Kind of the sandbox's dump that a stream shows, and the vendor whose dump it is. */
function placeOf(stream) {
  const [, service, kind] = /^([a-z]+)_scim_(.*)$/.exec(stream) ?? [];
  if (service) return {vendor: 'scim', kind: `${service}_${kind}`};
  const [, vendor, own] = /^([a-z]+)_(.*)$/.exec(stream);
  return {vendor, kind: own};
}

/** The sandbox's data by stream: key of each record, and its text. */
export async function heldBy(sandbox, streams) {
  const dumps = new Map();
  const held = new Map();
  for (const stream of streams) {
    const {vendor, kind} = placeOf(stream.name);
    if (!dumps.has(vendor)) dumps.set(vendor, await sandbox.dump(vendor));
    const rows = dumps.get(vendor)[kind] ?? [];
    held.set(stream.name, new Map(rows.map((row) => [keyOf(stream, row), textOf(row)])));
  }
  return held;
}

/** Lists of objects with ids are sets: another order is no change. */
function textOf(row) {
  const idOf = (item) => item?.id ?? '';
  return JSON.stringify(row, (_name, value) => {
    if (!Array.isArray(value) || !value.every(idOf)) return value;
    return [...value].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
  });
}

/** Text of a record's key. Memberships of PagerDuty's are listed with the whole user. */
export function keyOf(stream, row) {
  return JSON.stringify(
    stream.source_defined_primary_key.map(([column]) =>
      column === 'user_id' ? (row.user_id ?? row.user?.id) : row[column],
    ),
  );
}

/** Keys that were changed or joined, and keys that left. */
export function changesBetween(before, after) {
  const moved = [...after].filter(([key, text]) => before.get(key) !== text);
  const left = [...before.keys()].filter((key) => !after.has(key));
  return {moved: new Set(moved.map(([key]) => key)), left: new Set(left)};
}

/** True for the same members. */
export function isSame(one, other) {
  return one.size === other.size && [...one].every((key) => other.has(key));
}

/** True for a record that says that another one is gone. */
export const isTombstone = ({_ab_cdc_deleted_at: at}) => typeof at === 'string';

/** Whether a stream finds deletions. */
export const findsDeletions = ({json_schema: {properties}}) => '_ab_cdc_deleted_at' in properties;
