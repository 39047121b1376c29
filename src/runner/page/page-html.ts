import {createHash} from 'node:crypto';
import type {AuditPage} from '../../page-data/audit-page';
import type {RunPage} from '../../page-data/run-page';
import {loadPageProgram} from '../../resources/load-resource';
import {embedJson} from './embed-json';

/** Lists that grow with the data lie in elements of their own: a browser reads them when they are opened. */
const PARTS: Readonly<Record<'run' | 'audit', readonly string[]>> = {
  run: ['rejected'],
  audit: ['people', 'accounts', 'links', 'near', 'access'],
};

/**
 * A page as one HTML file. Nothing in it is loaded from elsewhere, and its policy forbids it; only the
 * program and the style that were built with it may run, by their digests.
 */
export function pageHtml(data: RunPage | AuditPage): string {
  const {script, style} = loadPageProgram();
  const isPart = ([name]: readonly [string, unknown]): boolean => PARTS[data.kind].includes(name);
  const entries = Object.entries(data);
  const main = Object.fromEntries(entries.filter((entry) => !isPart(entry)));
  const parts = entries.filter(isPart);
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
    ...[['main', main] as const, ...parts].map(
      ([name, value]) =>
        `<script type="application/json" id="data-${name}">${embedJson(value)}</script>`,
    ),
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function digestOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
