import type {Route} from './vendor-part';

/** What a method and a path lead to. */
export type RouteMatch =
  | {
      readonly type: 'route';
      readonly route: Route;
      readonly params: Readonly<Record<string, string>>;
    }
  | {readonly type: 'none'; readonly status: 404 | 405};

interface CompiledRoute {
  readonly route: Route;
  readonly segments: readonly string[];
}

/**
 * Makes the look-up for a vendor's routes. A literal segment wins over a `:name`; segments are
 * decoded after they are split, so an id may hold an encoded slash.
 */
export function createRouter(
  routes: readonly Route[],
): (method: string, path: string) => RouteMatch {
  const bySize = new Map<number, CompiledRoute[]>();
  for (const route of routes) {
    const segments = route.path.split('/');
    const list = bySize.get(segments.length) ?? [];
    list.push({route, segments});
    list.sort((a, b) => countParams(a) - countParams(b));
    bySize.set(segments.length, list);
  }
  return (method, path) => {
    const segments = path.split('/');
    const fitting = (bySize.get(segments.length) ?? []).filter((entry) => fits(entry, segments));
    const found = fitting.find(({route}) => route.method === method);
    if (!found) return {type: 'none', status: fitting.length > 0 ? 405 : 404};
    const params = readParams(found, segments);
    if (!params) return {type: 'none', status: 404};
    return {type: 'route', route: found.route, params};
  };
}

function countParams(entry: CompiledRoute): number {
  return entry.segments.filter((segment) => segment.startsWith(':')).length;
}

function fits(entry: CompiledRoute, segments: readonly string[]): boolean {
  return entry.segments.every((wanted, at) =>
    wanted.startsWith(':') ? segments[at] !== '' : wanted === segments[at],
  );
}

function readParams(
  entry: CompiledRoute,
  segments: readonly string[],
): Readonly<Record<string, string>> | undefined {
  const params: Record<string, string> = {};
  for (const [at, wanted] of entry.segments.entries()) {
    if (!wanted.startsWith(':')) continue;
    const value = decode(segments[at] ?? '');
    if (value === undefined) return undefined;
    params[wanted.slice(1)] = value;
  }
  return params;
}

/** Undefined where the percent-encoding is broken: such a path names nothing. */
function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
