import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {Failure} from '../core/failure';
import {isJsonObject, type JsonObject} from '../core/json';

/** Root of the package: two folders above this one in `src/` as well as in `lib/`. */
const PACKAGE_ROOT = join(__dirname, '..', '..');

/**
 * A JSON object from the package's `resources/` folder, such as `spec/source.json`; found from any
 * working directory. A missing or broken resource is a fault of the installation: kind `system`.
 */
export function loadResource(name: string): JsonObject {
  return readObject(resourcePath(name));
}

/** Path of a resource, for those who copy it. */
export function resourcePath(name: string): string {
  return join(PACKAGE_ROOT, 'resources', name);
}

/** Version of the package, as `--version` prints it. */
export function packageVersion(): string {
  const version = readObject(join(PACKAGE_ROOT, 'package.json'))['version'];
  return typeof version === 'string' ? version : 'unknown';
}

/**
 * Address of a connector's user page, where one was given when the package was built (DOCUMENTATION_URL,
 * the address of `docs/`); undefined otherwise.
 */
export function documentationUrlOf(side: 'source' | 'destination'): string | undefined {
  const path = join(PACKAGE_ROOT, 'lib', 'build.json');
  if (!existsSync(path)) return undefined;
  const base = readObject(path)['documentation_url'];
  return typeof base === 'string' ? `${base}/integrations/${side}s/user-sync.md` : undefined;
}

/**
 * The program and the style of the pages, as `npm run build` makes them.
 * @throws Failure `system` when they are not there, or could not stand in an HTML file.
 */
export function loadPageProgram(): {readonly script: string; readonly style: string} {
  const [script, style] = ['page.js', 'page.css'].map((name) => {
    const path = join(PACKAGE_ROOT, 'lib', 'page', name);
    try {
      const text = readFileSync(path, 'utf8');
      if (!/<\/(script|style)|<!--/i.test(text)) return text;
      throw new TypeError('it would end its element');
    } catch (error) {
      throw damaged(path, error);
    }
  });
  return {script: script ?? '', style: style ?? ''};
}

function readObject(path: string): JsonObject {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (isJsonObject(value)) return value;
    throw new TypeError('it is not a JSON object');
  } catch (error) {
    throw damaged(path, error);
  }
}

function damaged(path: string, cause: unknown): Failure {
  return new Failure({
    kind: 'system',
    message: `The installation is damaged: ${path} cannot be used. Install the package again.`,
    cause,
  });
}
