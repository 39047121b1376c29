import {htmlAnswer, withHeaders} from '../answer';
import type {Answer, Route, SandboxRequest} from '../vendor-part';

/** What is true of a vendor's page on which a person lets an app in. */
interface AuthorizationPage {
  /** Below the vendor's prefix. */
  readonly path: string;
  readonly vendor: string;
  readonly clientId: string;
  /** As the app was registered with; one on this machine without a port stands for any port. */
  readonly redirectUri: string;
  /** The words on the buttons. */
  readonly allow: string;
  readonly deny: string;
  /** The `error` of a refusal. */
  readonly denial: string;
  /** Whether `response_type=code` is demanded. */
  readonly needsResponseType: boolean;
  /** Makes a code that is good for this address. */
  issueCode(redirectUri: string): string;
}

/** GET shows the page, POST takes what was clicked and sends the browser back to the app. */
export function authorizationRoutes(page: AuthorizationPage): readonly Route[] {
  return [
    {method: 'GET', path: page.path, handle: (request) => show(page, request)},
    {method: 'POST', path: page.path, handle: (request) => decide(page, request)},
  ];
}

function show(page: AuthorizationPage, {query}: SandboxRequest): Answer {
  const problem = problemOf(page, query);
  if (problem !== undefined) return htmlAnswer(400, problem);
  const fields = [...query].map(
    ([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`,
  );
  const button = (value: string, words: string): string =>
    `<button name="decision" value="${value}">${escape(words)}</button>`;
  const form = [...fields, button('allow', page.allow), button('deny', page.deny)].join('\n');
  return {
    status: 200,
    contentType: 'text/html; charset=utf-8',
    body: Buffer.from(
      `<!DOCTYPE html><html><head><title>${page.vendor}</title></head><body><h1>Let this app into ${page.vendor}?</h1>\n<form method="post">\n${form}\n</form></body></html>`,
    ),
  };
}

function decide(page: AuthorizationPage, {body}: SandboxRequest): Answer {
  const form = new URLSearchParams(body);
  const problem = problemOf(page, form);
  if (problem !== undefined) return htmlAnswer(400, problem);
  const redirectUri = form.get('redirect_uri') ?? '';
  const target = new URL(redirectUri);
  if (form.get('decision') === 'allow') {
    target.searchParams.set('code', page.issueCode(redirectUri));
  } else target.searchParams.set('error', page.denial);
  const state = form.get('state');
  if (state !== null) target.searchParams.set('state', state);
  return withHeaders(htmlAnswer(302, 'Back to the app'), {location: target.href});
}

/** A page that does not know the app sends the browser nowhere (RFC 6749, section 4.1.2.1). */
function problemOf(page: AuthorizationPage, query: URLSearchParams): string | undefined {
  if (query.get('client_id') !== page.clientId) return 'This app does not exist';
  if (!isRegistered(page, query.get('redirect_uri') ?? '')) return 'redirect_uri does not match';
  const needsType = page.needsResponseType && query.get('response_type') !== 'code';
  return needsType ? 'response_type must be code' : undefined;
}

function isRegistered({redirectUri}: AuthorizationPage, given: string): boolean {
  if (given === redirectUri) return true;
  const registered = new URL(redirectUri);
  if (registered.port !== '' || registered.protocol !== 'http:' || !URL.canParse(given))
    return false;
  const url = new URL(given);
  url.port = '';
  return url.href === registered.href;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
