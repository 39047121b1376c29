import type {Answer} from './vendor-part';

const JSON_TYPE = 'application/json; charset=utf-8';

/** An answer with a JSON body. */
export function jsonAnswer(
  status: number,
  body: unknown,
  headers?: Readonly<Record<string, string>>,
): Answer {
  return {
    status,
    contentType: JSON_TYPE,
    body: Buffer.from(JSON.stringify(body)),
    ...(headers && {headers}),
  };
}

/** An answer whose JSON is already written. */
export function writtenJsonAnswer(body: Buffer | Iterable<Buffer>): Answer {
  return {status: 200, contentType: JSON_TYPE, body};
}

/** A page as firewalls and gateways send it in place of JSON. */
export function htmlAnswer(
  status: number,
  title: string,
  headers?: Readonly<Record<string, string>>,
): Answer {
  const page = `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
  return {
    status,
    contentType: 'text/html; charset=utf-8',
    body: Buffer.from(page),
    ...(headers && {headers}),
  };
}

/** The answer with further headers. */
export function withHeaders(answer: Answer, headers: Readonly<Record<string, string>>): Answer {
  return {...answer, headers: {...answer.headers, ...headers}};
}
