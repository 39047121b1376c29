// Shows both specifications as forms in headless Chromium and fills in one vendor of each by keyboard, as a
// person does: choose the vendor, enter what is required, set up. What the form gives must be what was
// entered and "not used" for everybody else. Screenshots are left in form-screenshots/ to be looked at.
//
//   npm run form:test        (Debian: apt-get install chromium; elsewhere CHROMIUM=/path/to/chromium)
import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {build} from 'esbuild';
import {openChromium} from './page/open-chromium.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const pictures = join(root, 'form-screenshots');
const run = promisify(execFile);

/** What a person enters, by the field's place. */
const VISITS = [
  {
    side: 'source',
    section: 'pagerduty',
    title: 'PagerDuty',
    enter: {credentials_api_key: 'made-up-key-0001'},
    saved: {use: 'yes', credentials: {auth_type: 'api_key', api_key: 'made-up-key-0001'}},
  },
  {
    side: 'source',
    section: 'pandadoc_scim',
    title: 'PandaDoc SCIM',
    enter: {token: 'made-up-token-0002'},
    saved: {use: 'yes', token: 'made-up-token-0002'},
  },
  {
    side: 'destination',
    section: 'pendo',
    title: 'Pendo',
    enter: {integration_key: 'made-up-key-0003'},
    saved: {use: 'yes', integration_key: 'made-up-key-0003'},
  },
];

rmSync(pictures, {recursive: true, force: true});
mkdirSync(pictures);
const profile = mkdtempSync(join(tmpdir(), 'user-sync-form-'));
const browser = await openChromium(profile, {viewport: {width: 860, height: 1000}});
try {
  const script = await pageScript();
  for (const visit of VISITS) await fillIn(script, visit);
} finally {
  await browser.close();
  rmSync(profile, {recursive: true, force: true});
}

async function pageScript() {
  const {outputFiles} = await build({
    entryPoints: [join(root, 'scripts', 'form', 'page.jsx')],
    bundle: true,
    write: false,
    minify: true,
    jsx: 'automatic',
    define: {'process.env.NODE_ENV': '"production"'},
  });
  return outputFiles[0].text;
}

async function fillIn(script, {side, section, title, enter, saved}) {
  const page = await browser.newPage();
  const faults = [];
  page.on('pageerror', (error) => faults.push(error.message));
  const css = readFileSync(join(root, 'scripts', 'form', 'page.css'), 'utf8');
  await page.setContent(`<style>${css}</style><h1>User Sync ${side}</h1><div id="form"></div>`);
  const spec = await specification(side);
  await page.evaluate((value) => (globalThis.specification = value), spec);
  await page.addScriptTag({content: script});
  await page.waitForSelector('#form form');
  await picture(page, `${side}-${section}-1-opened`);
  await tabTo(page, `root_${section}__oneof_select`);
  await page.keyboard.type(title);
  await page.waitForSelector(`#root_${section}_${Object.keys(enter)[0]}`);
  await picture(page, `${side}-${section}-2-chosen`);
  for (const [field, value] of Object.entries(enter)) {
    await tabTo(page, `root_${section}_${field}`);
    await page.keyboard.type(value);
  }
  await tabTo(page, undefined, 'Set up');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => globalThis.saved !== undefined, undefined, {timeout: 10_000});
  await picture(page, `${side}-${section}-3-saved`);
  const given = await page.evaluate(() => globalThis.saved);
  assert.deepEqual(faults, []);
  compare(given, {spec, section, saved});
  console.log(`${side}: ${title} was filled in by keyboard and saved; nobody else is used.`);
  await page.close();
}

/** Presses Tab until the field, or the button with the text, has the focus. */
async function tabTo(page, id, text) {
  for (let presses = 0; presses < 200; presses += 1) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate(() => [
      globalThis.document.activeElement?.id,
      globalThis.document.activeElement?.textContent,
    ]);
    if (id !== undefined ? focus[0] === id : focus[1] === text) return;
  }
  throw new Error(`Tab does not lead to ${id ?? text}`);
}

function compare(given, {spec, section, saved}) {
  const options = Object.entries(spec.connectionSpecification.properties);
  for (const [name, option] of options.filter(([, {oneOf}]) => oneOf)) {
    if (name !== section) assert.deepEqual(given[name], {use: 'no'}, name);
    else assertHolds(given[name], saved, option);
  }
  assert.equal(given.scim, undefined);
}

/** Everything that was entered, and besides it defaults only. */
function assertHolds(given, saved, {oneOf}) {
  const {properties} = oneOf[1];
  for (const [name, value] of Object.entries(given)) {
    assert.deepEqual(value, name in saved ? saved[name] : properties[name].default, name);
  }
  for (const name of Object.keys(saved)) assert.ok(name in given, name);
}

async function specification(side) {
  const {stdout} = await run(join(root, 'bin', `${side}-user-sync`), ['spec']);
  return JSON.parse(stdout).spec;
}

async function picture(page, name) {
  await page.screenshot({path: join(pictures, `${name}.png`), fullPage: true});
}
