import {createHash, timingSafeEqual} from 'node:crypto';
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {Failure} from '../../core/failure';
import {answerPage} from './answer-page';
import {type RedirectAddress, withPort} from './redirect-address';

/** What the vendor's page told through the browser. */
export type CallbackAnswer =
  | {readonly type: 'code'; readonly code: string}
  /** The person, or the vendor, said no. The reason is the vendor's word, shortened. */
  | {readonly type: 'refused'; readonly reason: string};

/** Waits for a browser on this machine. */
export interface CallbackServer {
  readonly address: RedirectAddress;
  /** The first answer that belongs to this authorization. */
  readonly answer: Promise<CallbackAnswer>;
  /** Tells the browser how it ended, and stops listening when all pages are sent. */
  finish(sentence: string): Promise<void>;
}

/** How it waits. */
interface CallbackOptions {
  readonly address: RedirectAddress;
  /** What the answer must carry; nobody but the browser that was sent off knows it. */
  readonly state: string;
  /** Called for an answer that does not belong here. */
  readonly onStranger: () => void;
}

/** Longest reason of a vendor that is quoted. */
const REASON_LENGTH_MAX = 200;

/** Listens; throws a `config` Failure when it cannot. */
export async function openCallbackServer(options: CallbackOptions): Promise<CallbackServer> {
  const {promise: answer, resolve: settle} = withResolvers<CallbackAnswer>();
  const {promise: ending, resolve: end} = withResolvers<string>();
  const pages: Promise<unknown>[] = [];
  const server = createServer((request, response) => {
    const verdict = judge(request, options);
    switch (verdict.type) {
      case 'elsewhere':
        answerPage(response, 404, 'There is nothing here.');
        return;
      case 'stranger':
        options.onStranger();
        answerPage(response, 400, STRANGER);
        return;
      case 'code':
      case 'refused':
        settle(verdict);
        // A browser may ask twice; both are told the end, and the code is used once.
        pages.push(sent(response));
        void ending.then((sentence) => answerPage(response, 200, sentence));
    }
  });
  const port = await listen(server, options.address);
  return {
    address: withPort(options.address, port),
    answer,
    finish: async (sentence) => {
      end(sentence);
      await Promise.all(pages);
      await close(server);
    },
  };
}

const STRANGER =
  'This answer does not belong to the current authorization. Open the address that the terminal shows.';

type Verdict = CallbackAnswer | {readonly type: 'elsewhere'} | {readonly type: 'stranger'};

function judge(request: IncomingMessage, {address, state}: CallbackOptions): Verdict {
  const url = readUrl(request.url ?? '/');
  if (request.method !== 'GET' || url?.pathname !== address.path) return {type: 'elsewhere'};
  const query = url.searchParams;
  const [given, code, error] = [query.get('state'), query.get('code'), query.get('error')];
  // A vendor may leave the state out of a refusal. Believing one does no more than end the wait.
  const isOurs = given === null ? error !== null && code === null : isSame(given, state);
  if (!isOurs) return {type: 'stranger'};
  if (error !== null) return {type: 'refused', reason: reasonOf(query, error)};
  if (code !== null && code !== '') return {type: 'code', code};
  return {type: 'refused', reason: 'the answer contains no code'};
}

function readUrl(target: string): URL | undefined {
  const absolute = `http://localhost${target}`;
  return URL.canParse(absolute) ? new URL(absolute) : undefined;
}

/** Printable text only: whoever wrote the request must not write on the terminal. */
function reasonOf(query: URLSearchParams, error: string): string {
  const words = [error, query.get('error_description') ?? ''].filter((text) => text !== '');
  return words
    .join(': ')
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, REASON_LENGTH_MAX);
}

/** Without telling by the time it takes how much of it was right. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

function listen(server: Server, {host, port, url}: RedirectAddress): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(url, error)));
    server.listen({host, port}, () => {
      // A server that listens on a host and port has an AddressInfo, never a pipe's name or null.
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function cannotListen(url: string, error: NodeJS.ErrnoException): Failure {
  const why =
    error.code === 'EADDRINUSE' ? 'another program uses this port' : (error.code ?? error.message);
  return new Failure({
    kind: 'config',
    message: `user-sync cannot listen at ${url}: ${why}. Stop that program, or choose another port with --redirect-url and register the same address with the app.`,
    cause: error,
  });
}

/** Resolves when the page has left, or its reader has. */
function sent(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    response.once('finish', resolve);
    response.once('close', resolve);
  });
}

/** Also cuts what a browser has opened and not used. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function withResolvers<Value>() {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return {promise, resolve};
}
