import type {LoggedRequest} from './sandbox';

const SECRET_NAME = /token|key|secret|password|^code$/i;
/** Dropping from the front of an array is slow: it is done for this many at a time. */
const SLACK = 10_000;

/** The last requests, oldest first, at most `sizeMax`. */
export class RequestLog {
  readonly #sizeMax: number;
  #entries: LoggedRequest[] = [];

  constructor(sizeMax: number) {
    this.#sizeMax = sizeMax;
  }

  add(request: LoggedRequest): void {
    this.#entries.push(request);
    if (this.#entries.length >= this.#sizeMax + SLACK) {
      this.#entries = this.#entries.slice(-this.#sizeMax);
    }
  }

  list(): readonly LoggedRequest[] {
    return this.#entries.slice(-this.#sizeMax);
  }

  clear(): void {
    this.#entries = [];
  }
}

/** The query as the log may show it: values of credentials are replaced. */
export function maskQuery(query: URLSearchParams): Readonly<Record<string, string>> {
  const shown: Record<string, string> = {};
  for (const [name, value] of query) shown[name] = SECRET_NAME.test(name) ? '****' : value;
  return shown;
}
