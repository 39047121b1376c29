import {createHash} from 'node:crypto';
import {gzipSync} from 'node:zlib';
import type {AuditPage} from '../../page-data/audit-page';
import type {RunPage} from '../../page-data/run-page';
import {loadPageProgram} from '../../resources/load-resource';
import {embedJson} from './embed-json';
import {packColumns} from './pack-columns';

/** Lists that grow with the data lie in elements of their own: a browser reads them when they are opened. */
const PARTS: Readonly<Record<'run' | 'audit', readonly string[]>> = {
  run: ['rejected'],
  audit: ['people', 'accounts', 'links', 'near', 'access'],
};

/** Of a page whose parts may be so large that a browser would not show it within a second. */
const PACKED: Readonly<Record<'run' | 'audit', boolean>> = {run: false, audit: true};

/**
 * A page as one HTML file. Nothing in it is loaded from elsewhere, and its policy forbids it; only the
 * program and the style that were built with it may run, by their digests.
 */
export function pageHtml(data: RunPage | AuditPage): string {
  const {script, style} = loadPageProgram();
  const isPart = ([name]: readonly [string, unknown]): boolean => PARTS[data.kind].includes(name);
  const entries = Object.entries(data);
  const shorten = ([name, value]: readonly [string, unknown]): readonly [string, unknown] =>
    data.kind === 'audit' ? [name, packColumns(value)] : [name, value];
  const main = Object.fromEntries(entries.filter((entry) => !isPart(entry)).map(shorten));
  const parts = entries.filter(isPart).map(shorten);
  const elements = parts.map(([name, value]) =>
    PACKED[data.kind] ? packedElement(name, value) : jsonElement(name, value),
  );
  const program = `<script>${script}</script>`;
  const title = data.kind === 'run' ? 'Run report' : 'Access audit';
  const policy = [
    "default-src 'none'",
    `script-src '${digestOf(script)}'`,
    `style-src '${digestOf(style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="robots" content="noindex">',
    '<link rel="icon" href="data:,">',
    `<title>${title} – user-sync</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<div id="page"><noscript>This page needs JavaScript, which this browser or viewer does not run. Open the file in a browser.</noscript></div>',
    jsonElement('main', main),
    // What is packed is waited for: the first view stands before the browser has read it.
    ...(PACKED[data.kind] ? [program, ...elements] : [...elements, program]),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function jsonElement(name: string, value: unknown): string {
  return `<script type="application/json" id="data-${name}">${embedJson(value)}</script>`;
}

function packedElement(name: string, value: unknown): string {
  const packed = gzipSync(JSON.stringify(value), {level: 4}).toString('base64');
  return `<script type="application/gzip" id="data-${name}">${packed}</script>`;
}

function digestOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
