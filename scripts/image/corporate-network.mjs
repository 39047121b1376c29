/**
 * A network as companies have it: out only through a proxy, and TLS signed by an authority that no
 * public bundle knows. The proxy leads every host name to one server of this machine.
 */
import {createServer, request} from 'node:http';
import {createServer as createTlsServer} from 'node:https';
import {connect} from 'node:net';
import {once} from 'node:events';
import {mkdir, readFile} from 'node:fs/promises';
import path from 'node:path';
import {command} from './command.mjs';

/**
 * Calls `work` with the proxy's address, the authority's file, and the hosts that were asked for.
 * `host` gets a certificate; behind it is `target`, such as `http://127.0.0.1:8080`.
 */
export async function withCorporateNetwork({folder, host, target}, work) {
  const place = path.join(folder, 'network');
  await mkdir(place);
  const {authority, key, certificate} = await makeCertificates(place, host);
  const front = createTlsServer(
    {key: await readFile(key), cert: await readFile(certificate)},
    (incoming, outgoing) => forward(target, incoming, outgoing),
  );
  const frontPort = await listen(front);
  const asked = [];
  const proxy = createServer((_request, answer) => answer.writeHead(405).end());
  const sockets = new Set();
  proxy.on('connect', (incoming, socket) => {
    asked.push(incoming.url);
    const behind = connect(frontPort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      behind.pipe(socket).pipe(behind);
    });
    for (const end of [socket, behind]) {
      sockets.add(end);
      end.on('error', () => end.destroy());
    }
  });
  const port = await listen(proxy);
  try {
    return await work({proxy: `http://127.0.0.1:${port}`, authority, asked});
  } finally {
    for (const socket of sockets) socket.destroy();
    for (const server of [proxy, front]) {
      server.closeAllConnections();
      server.close();
    }
  }
}

async function listen(server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server.address().port;
}

function forward(target, incoming, outgoing) {
  const {method, url, headers} = incoming;
  const onward = request(new URL(url, target), {method, headers}, (answer) => {
    outgoing.writeHead(answer.statusCode, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  incoming.pipe(onward);
}

/** An authority, and a certificate of the host's that it signed. */
async function makeCertificates(place, host) {
  const at = (name) => path.join(place, name);
  const fresh = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'];
  await command('openssl', [
    ...fresh,
    ...['-subj', '/CN=Authority of a company', '-keyout', at('ca.key'), '-out', at('ca.pem')],
  ]);
  await command('openssl', [
    ...fresh,
    ...['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`],
    ...['-addext', 'basicConstraints=critical,CA:FALSE'],
    ...['-CA', at('ca.pem'), '-CAkey', at('ca.key')],
    ...['-keyout', at('host.key'), '-out', at('host.pem')],
  ]);
  return {authority: at('ca.pem'), key: at('host.key'), certificate: at('host.pem')};
}
