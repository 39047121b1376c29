/** Prints Airbyte records for a write benchmark. Arguments: how many, for which object. */
import {once} from 'node:events';

const count = Number(process.argv[2]);
const prefix = process.argv[3] === 'pipedrive_users' ? 'person' : 'visitor';
const linesPerWrite = 500;
for (let from = 0; from < count; from += linesPerWrite) {
  const lines = [];
  for (let index = from; index < Math.min(from + linesPerWrite, count); index += 1) {
    const id = `${prefix}-${String(index).padStart(9, '0')}@example.com`;
    lines.push(
      `{"type":"RECORD","record":{"stream":"crm","emitted_at":1760000000000,"data":` +
        `{"visitor_id":"${id}","plan":"pro","seats":${index % 50},"role":"Account executive","active":true}}}`,
    );
  }
  if (!process.stdout.write(`${lines.join('\n')}\n`)) await once(process.stdout, 'drain');
}
