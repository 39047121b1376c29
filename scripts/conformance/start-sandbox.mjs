/** The vendor sandbox as a process. */
import {writeFile} from 'node:fs/promises';
import path from 'node:path';
import {createInterface} from 'node:readline';

import {Refusal} from '../python/find-python.mjs';

const OPTIONS = {
  vendors: {
    // Both profiles: the guide's GET /user is what makes the stream pendo_users appear.
    pendo: {profile: 'both', visitors: 450},
    // Room enough for a thousand records; the limit itself is tested elsewhere.
    userguiding: {requests_per_window: 100_000},
  },
};

/** Starts it and gives what `user-sync sandbox --json` prints: addresses, credentials, configurations. */
export async function startSandbox({project, work, processes}) {
  const config = path.join(work, 'sandbox.json');
  await writeFile(config, JSON.stringify(OPTIONS));
  const child = processes.start(
    path.join(project, 'bin', 'user-sync'),
    ['sandbox', '--json', '--config', config],
    {stdio: ['ignore', 'pipe', 'pipe']},
  );
  const said = [];
  child.stderr.on('data', (chunk) => said.push(chunk));
  for await (const line of createInterface({input: child.stdout})) return JSON.parse(line);
  const words = Buffer.concat(said).toString('utf8').trim();
  throw new Refusal(`${words}\nThe sandbox did not start; run npm run build, then this again.`);
}
