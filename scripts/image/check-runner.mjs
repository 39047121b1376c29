/** The local runner's image as a scheduler runs it: the demo, then the recipe, twice on one volume. */
import {chown, mkdir, readdir} from 'node:fs/promises';
import path from 'node:path';

const USER = '1000:1000';

/** Read-only root, /tmp in memory, recipe mounted, secrets in the environment, warehouse on a volume. */
export async function checkRunner(assert, {image, containers, sandbox, project}) {
  const demo = await containers.run(image, {
    args: ['demo', '--json'],
    user: '54321:54321',
    cwd: '/',
  });
  const told = demo.code === 0 ? JSON.parse(demo.stdout) : {};
  assert(
    told.ok === true && told.verified.different.length === 0,
    'demo, as a user that the image does not know',
    `exit code ${demo.code}, ${told.verified?.equal ?? 0} values equal`,
  );
  const {info, folder} = sandbox;
  const data = path.join(folder, 'runner-data');
  await mkdir(data);
  await chown(data, ...USER.split(':').map(Number));
  const {pipedrive, pendo} = info.vendors;
  const env = {
    PIPEDRIVE_BASE_URL: pipedrive.baseUrl,
    PIPEDRIVE_API_TOKEN: pipedrive.credentials.api_token,
    PENDO_BASE_URL: pendo.baseUrl,
    PENDO_INTEGRATION_KEY: info.destination_config.pendo.integration_key,
    USER_SYNC_DATA: '/data',
  };
  const mounts = {'/config': path.join(project, 'recipes', 'people'), '/data': data};
  const run = async () => {
    const args = ['run', '/config/run.yaml', '--json'];
    const end = await containers.run(image, {args, env, mounts});
    return {...end, report: end.code === 0 ? JSON.parse(end.stdout) : undefined};
  };
  const first = await run();
  const sent = first.report?.objects[0];
  assert(
    first.report?.outcome === 'done' && sent.written > 0 && sent.written === sent.rows,
    'run, with the warehouse on a volume and a read-only root',
    sent
      ? `exit code ${first.code}, ${sent.written} of ${sent.rows} rows written`
      : `exit code ${first.code}: ${first.stderr.slice(-300)}`,
  );
  const second = await run();
  const again = second.report?.objects[0];
  assert(
    again?.written === 0 && again.unchanged === sent?.rows,
    'a second container goes on with the first one’s warehouse',
    `${again?.written} of ${again?.rows} rows written`,
  );
  const names = await readdir(data);
  assert(names.includes('people.duckdb'), 'the warehouse is on the volume', names.join(' '));
}
