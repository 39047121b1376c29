/** Prints Airbyte records for a write benchmark. Argument: how many. */
import {once} from 'node:events';

const count = Number(process.argv[2]);
const linesPerWrite = 500;
for (let from = 0; from < count; from += linesPerWrite) {
  const lines = [];
  for (let index = from; index < Math.min(from + linesPerWrite, count); index += 1) {
    const id = `visitor-${String(index).padStart(9, '0')}@example.com`;
    lines.push(
      `{"type":"RECORD","record":{"stream":"crm_visitors","emitted_at":1760000000000,"data":` +
        `{"visitor_id":"${id}","plan":"pro","seats":${index % 50},"role":"Account executive","active":true}}}`,
    );
  }
  if (!process.stdout.write(`${lines.join('\n')}\n`)) await once(process.stdout, 'drain');
}
