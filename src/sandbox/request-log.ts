import type {LoggedRequest} from './sandbox';

/** The last requests, oldest first. */
export interface RequestLog {
  add(request: LoggedRequest): void;
  list(): readonly LoggedRequest[];
  clear(): void;
}

const SECRET_NAME = /token|key|secret|password|^code$/i;
/** Dropping from the front of an array is slow: it is done for this many at a time. */
const SLACK = 10_000;

/** Makes a log that keeps at most `sizeMax` requests. */
export function createRequestLog(sizeMax: number): RequestLog {
  let entries: LoggedRequest[] = [];
  return {
    add: (request) => {
      entries.push(request);
      if (entries.length >= sizeMax + SLACK) entries = entries.slice(-sizeMax);
    },
    list: () => entries.slice(-sizeMax),
    clear: () => {
      entries = [];
    },
  };
}

/** The query as the log may show it: values of credentials are replaced. */
export function maskQuery(query: URLSearchParams): Readonly<Record<string, string>> {
  const shown: Record<string, string> = {};
  for (const [name, value] of query) shown[name] = SECRET_NAME.test(name) ? '****' : value;
  return shown;
}
