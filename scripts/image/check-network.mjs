/** Reading through a proxy, from a server whose certificate only a company's own authority vouches for. */
import {withCorporateNetwork} from './corporate-network.mjs';

const HOST = 'pipedrive.company.example';

/** Without the settings it must fail, with them it must read through the proxy. */
export async function checkNetwork(assert, {image, platform, sandbox, source, folder}) {
  const {pipedrive} = source.config;
  const plain = new URL(pipedrive.base_url);
  const config = {
    pipedrive: {...pipedrive, base_url: `https://${HOST}${plain.pathname}`},
  };
  const streams = source.catalog.streams.filter(({stream}) => stream.name === 'pipedrive_users');
  const held = (await sandbox.dump('pipedrive')).users.length;
  await withCorporateNetwork({folder, host: HOST, target: plain.origin}, async (network) => {
    const env = {HTTPS_PROXY: network.proxy};
    const mounts = {'/company': folder};
    const trusting = {...env, NODE_EXTRA_CA_CERTS: network.authority.replace(folder, '/company')};
    const files = {config, catalog: {streams}};

    const strange = await platform(image, 'check', {files: {config}, env});
    const refusal = strange.ofType('CONNECTION_STATUS')[0]?.connectionStatus;
    assert(
      refusal?.status === 'FAILED',
      'HTTPS_PROXY without NODE_EXTRA_CA_CERTS: the certificate is refused',
      refusal?.message,
    );
    network.asked.length = 0;
    const read = await platform(image, 'read', {files, env: trusting, mounts});
    const records = read.ofType('RECORD').length;
    const hosts = new Set(network.asked);
    assert(
      read.code === 0 && records === held && hosts.size === 1 && hosts.has(`${HOST}:443`),
      'HTTPS_PROXY and NODE_EXTRA_CA_CERTS: read through the proxy',
      `${records} of ${held} records, ${network.asked.length} tunnels to ${[...hosts].join(' ')}`,
    );
    network.asked.length = 0;
    const around = await platform(image, 'check', {
      files: {config},
      env: {...trusting, NO_PROXY: HOST},
      mounts,
    });
    const status = around.ofType('CONNECTION_STATUS')[0]?.connectionStatus.status;
    assert(
      status === 'FAILED' && network.asked.length === 0,
      'NO_PROXY goes past the proxy, which here leads nowhere',
    );
  });
}
