import type {AxiosStatic} from 'axios';

/**
 * What axios looks at while it loads, in case it runs where there is no `node:http`. On Node.js each of
 * them loads undici, another HTTP client, which nobody here uses and which takes as long as axios itself.
 */
const PARTS_OF_FETCH = ['Blob', 'FormData', 'ReadableStream', 'Request', 'Response', 'fetch'];

/** Loads axios with its adapter for `node:http` alone; what it must not see is back before anyone else looks. */
export function loadAxios(): AxiosStatic {
  const hidden = PARTS_OF_FETCH.flatMap((name) => {
    const part = Object.getOwnPropertyDescriptor(globalThis, name);
    return part?.configurable === true ? [{name, part}] : [];
  });
  for (const {name} of hidden) Reflect.deleteProperty(globalThis, name);
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- An import would run earlier or later.
    return require('axios') as AxiosStatic;
  } finally {
    for (const {name, part} of hidden) Object.defineProperty(globalThis, name, part);
  }
}
