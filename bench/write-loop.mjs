/**
 * The yardstick for writing: reads Airbyte records from standard input and posts them in batches
 * (JSON.parse, JSON.stringify, axios). Arguments: the server's address, batch size.
 */
import http from 'node:http';
import readline from 'node:readline';
import axios from 'axios';

const [origin, batchSizeText] = process.argv.slice(2);
const batchSize = Number(batchSizeText);
const client = axios.create({baseURL: origin, httpAgent: new http.Agent({keepAlive: true})});

let batch = [];
async function send() {
  if (batch.length === 0) return;
  const records = batch;
  batch = [];
  const answer = await client.post(
    '/api/v1/metadata/visitor/custom/value',
    JSON.stringify(records),
    {
      headers: {'content-type': 'application/json'},
    },
  );
  if (answer.data.failed !== 0) throw new Error('The server refused records.');
}

for await (const line of readline.createInterface({input: process.stdin})) {
  const message = JSON.parse(line);
  if (message.type !== 'RECORD') continue;
  const {visitor_id: visitorId, ...values} = message.record.data;
  batch.push({visitorId, values});
  if (batch.length === batchSize) await send();
}
await send();
