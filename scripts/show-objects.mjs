// Shows that every record of every object has the outcome that was planted for it: 10,000 records with
// 3 % bad ones of every kind, written by `destination-user-sync write` to the sandbox, then replayed
// after the causes are fixed; and the awkward answers of each vendor, one by one.
// Needs a build: `npm run show:objects [-- records [object…]]`, at most 10,000; without the name of an
// object, all of them and the awkward answers. Ends with 1 when anything differs.
import Table from 'cli-table3';
import {planted} from './show/planted.mjs';
import {STREAM, replay, withSandbox, withoutZeros, write} from './show/programs.mjs';

const RECORDS = Number(process.argv[2] ?? 10_000);
const BAD_SHARE = 0.03;
const OBJECTS = process.argv.slice(3);

const table = new Table({
  head: ['what', 'planted', 'found', 'seconds', 'calls', ''],
  style: {head: [], border: []},
});
const wrong = [];

function report(what, {wanted, found, seconds, calls = ''}) {
  const [left, right] = [textOf(wanted), textOf(found)];
  const same = left === right;
  if (!same) wrong.push(what);
  table.push([what, left, right, seconds?.toFixed(1) ?? '', calls, same ? 'equal' : 'DIFFERENT']);
}

function textOf(figures) {
  return Object.keys(figures)
    .sort()
    .map((name) => `${name} ${figures[name]}`)
    .join('\n');
}

const count = (figures, name) => {
  figures[name] = (figures[name] ?? 0) + 1;
};

/** Rows with their truth; the bad ones come in turns after the first half, where ids are known. */
function plant({bad, good, goodIs}, world) {
  const badTotal = Math.round(RECORDS * BAD_SHARE);
  const rows = [];
  const truth = {received: RECORDS};
  const afterFix = {};
  const every = Math.floor(RECORDS / 2 / badTotal);
  let [goods, bads] = [0, 0];
  for (let at = 0; at < RECORDS; at += 1) {
    const isBad = at >= RECORDS / 2 && at % every === 0 && bads < badTotal;
    if (!isBad) {
      rows.push(good(world, goods));
      count(truth, goodIs(goods));
      goods += 1;
      continue;
    }
    const {reason, row, fixed} = bad[bads % bad.length];
    // Numbers beyond those of the good ones, so that no key comes twice.
    rows.push(row(world, RECORDS - badTotal + bads));
    count(truth, reason);
    count(afterFix, fixed ? 'written' : 'rejected');
    bads += 1;
  }
  return {rows, truth, afterFix};
}

function configOf({info}, {vendor, object, key, entry}, section, mapping) {
  const given = info.destination_config[vendor];
  return {
    [vendor]: entry
      ? [{...given.find((one) => one.vendor === entry), ...section}]
      : {...given, ...section},
    mappings: [{stream: STREAM, object, key, other_columns: 'send', ...mapping}],
  };
}

/** `GET 100`, most frequent first. */
function callsOf(requests) {
  const counts = {};
  for (const {method} of requests) count(counts, method);
  const sorted = Object.entries(counts).sort(([, one], [, other]) => other - one);
  return sorted.map(([method, calls]) => `${method} ${calls}`).join('\n');
}

const columnsOf = (rows) => [...new Set(rows.flatMap((row) => Object.keys(row)))];

async function showObject(one) {
  const {object, vendor, settings, section, mapping, fixed, held} = one;
  // Pipedrive tells its pace in headers, which the sandbox sends only where it keeps limits.
  const options = {limits: vendor === 'pipedrive', vendors: {[vendor]: settings}};
  await withSandbox(options, async (sandbox) => {
    const world = one.world(await sandbox.dump(vendor));
    const {rows, truth, afterFix} = plant(one, world);
    const config = configOf(sandbox, one, section, mapping);
    const end = await write(sandbox, {config, columns: columnsOf(rows), rows});
    const requests = await sandbox.control('GET', `requests?vendor=${vendor}`);
    report(`${object}: ${rows.length} records`, {
      wanted: {...truth, 'exit code': 0, 'states echoed': 1},
      found: {...end.figures, 'exit code': end.code, 'states echoed': end.states},
      seconds: end.seconds,
      calls: callsOf(requests),
    });
    report(`${object}: the vendor's data`, {
      wanted: {'records changed': truth.written},
      found: {'records changed': held(await sandbox.dump(vendor), world)},
    });
    const again = await replay(sandbox, {
      config: configOf(sandbox, one, {...section, ...fixed.section}, fixed.mapping),
      key: one.key,
      file: end.rejectedFile,
    });
    const {written, rejected, not_tried: notTried} = again.report.objects[0];
    report(`${object}: replay, causes fixed`, {
      wanted: {...afterFix, 'exit code': 0},
      found: {...withoutZeros({written, rejected, 'not tried': notTried}), 'exit code': again.code},
    });
  });
}

/** An awkward answer: a few rows, and the figures that they must end with. */
async function showCase(
  what,
  {object, vendor, settings, section, mapping, faults, rows, wanted, look},
) {
  await withSandbox({limits: false, vendors: {[vendor]: settings ?? {}}}, async (sandbox) => {
    if (faults) await sandbox.control('PUT', 'faults', faults);
    const given = rows(await sandbox.dump(vendor));
    const config = configOf(sandbox, {vendor, object, key: 'person'}, section, mapping);
    const {figures, seconds} = await write(sandbox, {
      config,
      columns: columnsOf(given),
      rows: given,
    });
    const seen = look(await sandbox.dump(vendor), await sandbox.control('GET', 'requests'));
    report(what, {wanted, found: {...figures, ...seen}, seconds});
  });
}

const visitors = (dump, length) =>
  dump.visitors
    .map(({visitorId}) => visitorId)
    .filter((id) => !id.startsWith('_PENDO'))
    .slice(0, length);

async function showCases() {
  await showCase('two ids that differ by case', {
    object: 'userguiding_users',
    vendor: 'userguiding',
    rows: () => [
      {person: 'Jo.Smith', plan: 'shown'},
      {person: 'jo.smith', plan: 'shown'},
    ],
    wanted: {received: 2, written: 1, id_collision: 1, 'users at the vendor': 1},
    look: ({users}) => ({'users at the vendor': users.length}),
  });
  await showCase('POST /users, the answer is lost', {
    object: 'pipedrive_users',
    vendor: 'pipedrive',
    section: {allow_invitations: true},
    mapping: {key_field: 'email', mode: 'upsert'},
    faults: [
      {method: 'POST', path: '/users', what: {type: 'reset_after'}, when: {type: 'nth', n: 2}},
    ],
    rows: () => [1, 2, 3].map((at) => ({person: `new-${at}@show.example`, active_flag: true})),
    wanted: {received: 3, written: 3, 'invitations mailed': 3, 'people invited': 3},
    look: ({invitations}) => ({
      'invitations mailed': invitations.length,
      'people invited': new Set(invitations.map(({email}) => email)).size,
    }),
  });
  await showCase('a batch answered with counts only', {
    object: 'pendo_visitors',
    vendor: 'pendo',
    settings: {visitors: 600, odd_ids: false, counts_only: true},
    section: {unknown_fields: 'send', requests_per_second: 1000},
    mapping: {mode: 'update'},
    rows: (dump) =>
      visitors(dump, 500).map((person, at) => ({
        person,
        plan: 'shown',
        ...(at % 100 === 7 && {shoesize: 43}),
      })),
    wanted: {received: 500, written: 495, refused_by_vendor: 5, 'visitors changed': 495},
    look: (dump) => ({
      'visitors changed': dump.visitors.filter(({metadata}) => metadata.custom?.plan === 'shown')
        .length,
    }),
  });
  await showCase('200 with missing', {
    object: 'pendo_visitors',
    vendor: 'pendo',
    section: {requests_per_second: 1000},
    mapping: {mode: 'update'},
    rows: (dump) => [
      ...visitors(dump, 97).map((person) => ({person, plan: 'shown'})),
      ...[1, 2, 3].map((at) => ({person: `nobody-${at}`, plan: 'shown'})),
    ],
    wanted: {received: 100, written: 97, not_found: 3, 'writes answered 200': 1},
    look: (_dump, requests) => ({
      'writes answered 200': requests.filter(
        ({path, status}) => path.endsWith('/value') && status === 200,
      ).length,
    }),
  });
}

const chosen = planted.filter(({object}) => OBJECTS.length === 0 || OBJECTS.includes(object));
for (const one of chosen) await showObject(one);
if (OBJECTS.length === 0) await showCases();
console.log(table.toString());
if (wrong.length > 0) {
  console.error(`Not as planted: ${wrong.join('; ')}.`);
  process.exitCode = 1;
}
