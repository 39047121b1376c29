// Builds lib/page/page.js and lib/page/page.css, which `report` and `audit` put into every page that they write.
import {mkdirSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {bundlePage} from './page/bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const {script, style} = await bundlePage(root);
mkdirSync(`${root}lib/page`, {recursive: true});
writeFileSync(`${root}lib/page/page.js`, script);
writeFileSync(`${root}lib/page/page.css`, style);
