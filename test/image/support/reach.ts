import {existsSync, readFileSync} from 'node:fs';
import {createRequire, isBuiltin} from 'node:module';
import path from 'node:path';

/** What a compiled program can load. */
export interface Reach {
  /** Absolute paths of files, those of packages too. */
  readonly files: ReadonlySet<string>;
  /** Names of packages, those that packages load too. */
  readonly packages: ReadonlySet<string>;
}

const LOADS = /\b(?:require|import)\((?:"([^"]+)"|'([^']+)')\)|\bfrom\s*(?:"([^"]+)"|'([^']+)')/g;

/**
 * Follows every `require` and `import` with a literal name from a program on, also those inside
 * functions that may never run; so it finds too much rather than too little.
 */
export function reachOf(program: string): Reach {
  const files = new Set<string>();
  const packages = new Set<string>();
  const waiting = [program];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file) || !/\.[cm]?js$/.test(file)) continue;
    files.add(file);
    const owner = packageOf(file);
    if (owner !== undefined) packages.add(owner);
    waiting.push(...loadsOf(file));
  }
  return {files, packages};
}

function loadsOf(file: string): readonly string[] {
  const resolve = createRequire(file);
  return [...readFileSync(file, 'utf8').matchAll(LOADS)].flatMap(([, ...names]) => {
    // Of the alternatives one matched; the others are undefined, which the type does not say.
    const name = names.find(Boolean);
    if (name === undefined || isBuiltin(name)) return [];
    try {
      return [resolve.resolve(name)];
    } catch {
      // Packages try others that need not be there; ours are compiled, so they would not start.
      const near = path.resolve(path.dirname(file), name);
      return existsSync(near) ? [near] : [];
    }
  });
}

function packageOf(file: string): string | undefined {
  const inside = file.split('/node_modules/').at(-1);
  if (inside === undefined || inside === file) return undefined;
  const [first = '', second = ''] = inside.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}
