import {existsSync} from 'node:fs';
import {chromium} from 'playwright-core';

/** Headless Chromium that asks nothing of any network; ends the process when there is none. */
export async function openChromium(profile, options = {}) {
  const executablePath = [
    process.env.CHROMIUM,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
  ].find((path) => path !== undefined && existsSync(path));
  if (executablePath === undefined) {
    console.error('This test needs Chromium: apt-get install chromium, or name it in CHROMIUM.');
    process.exit(1);
  }
  return chromium.launchPersistentContext(profile, {
    executablePath,
    ...options,
    args: [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
}
