import {jsonAnswer} from './answer';
import type {Fault} from './fault';
import type {Sandbox, SandboxChange} from './sandbox';
import {isFields, parseJson} from './shared/parse-json';
import type {Fields} from './shared/parse-json';
import type {Answer} from './vendor-part';

/** First segment of the control surface's paths. */
export const CONTROL_PREFIX = '/_sandbox/';

/** What is asked of the control surface. */
interface ControlRequest {
  readonly method: string;
  readonly url: URL;
  readonly body: string;
}

const TRIGGERS: Readonly<Record<string, readonly string[]>> = {
  always: [],
  nth: ['n'],
  from: ['n'],
  probability: ['p'],
};
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  status: ['status'],
  reset_before: [],
  reset_after: [],
  truncated: [],
  nonsense: [],
  slow: ['ms'],
  hang: [],
};

/**
 * Drives a sandbox over HTTP, for other processes. It has no part in faults and in the log:
 * GET info, GET and DELETE requests, PUT faults, POST change, GET dump/VENDOR.
 */
export function control(sandbox: Sandbox, request: ControlRequest): Answer {
  const [name = '', vendor = ''] = request.url.pathname.slice(CONTROL_PREFIX.length).split('/');
  try {
    return run(sandbox, `${request.method} ${name}`, {...request, vendor});
  } catch (error) {
    // Unknown vendors, kinds and malformed bodies are the caller's; anything else is a bug.
    if (error instanceof RangeError) return jsonAnswer(400, {error: error.message});
    throw error;
  }
}

function run(
  sandbox: Sandbox,
  command: string,
  request: ControlRequest & {vendor: string},
): Answer {
  switch (command) {
    case 'GET info':
      return jsonAnswer(200, {url: sandbox.url, vendors: sandbox.vendors});
    case 'GET requests': {
      const vendor = request.url.searchParams.get('vendor');
      const all = sandbox.requests();
      return jsonAnswer(200, vendor === null ? all : all.filter((one) => one.vendor === vendor));
    }
    case 'DELETE requests':
      sandbox.clearRequests();
      return jsonAnswer(200, {});
    case 'PUT faults':
      sandbox.setFaults(readFaults(request.body));
      return jsonAnswer(200, {});
    case 'POST change': {
      const {vendor, change} = readChange(request.body);
      return jsonAnswer(200, sandbox.change(vendor, change));
    }
    case 'GET dump':
      return jsonAnswer(200, sandbox.dump(request.vendor));
    default:
      return jsonAnswer(404, {
        error:
          'GET info, GET requests, DELETE requests, PUT faults, POST change, GET dump/VENDOR are here',
      });
  }
}

function readFaults(body: string): readonly Fault[] {
  const parsed = parseJson(body);
  if (!parsed.ok || !Array.isArray(parsed.value)) {
    throw new RangeError('the body must be a JSON array of faults');
  }
  const faults: unknown[] = parsed.value;
  for (const [at, fault] of faults.entries()) {
    const what = isFields(fault) ? fault['what'] : undefined;
    const when = isFields(fault) ? fault['when'] : undefined;
    if (!hasNumbers(what, ACTIONS)) throw new RangeError(`fault ${at}: "what" is not an action`);
    if (!hasNumbers(when, TRIGGERS)) throw new RangeError(`fault ${at}: "when" is not a trigger`);
  }
  // Every element was checked for a known action and trigger with their numbers just above.
  return faults as readonly Fault[];
}

function hasNumbers(value: unknown, kinds: Readonly<Record<string, readonly string[]>>): boolean {
  if (!isFields(value) || typeof value['type'] !== 'string') return false;
  const names = kinds[value['type']];
  return names?.every((name) => typeof value[name] === 'number') ?? false;
}

function readChange(body: string): {vendor: string; change: SandboxChange} {
  const parsed = parseJson(body);
  const fields: Fields = parsed.ok && isFields(parsed.value) ? parsed.value : {};
  const {vendor, kind} = fields;
  if (typeof vendor !== 'string' || typeof kind !== 'string') {
    throw new RangeError('the body must be a JSON object with vendor and kind');
  }
  const amount = (name: string): number => {
    const value = fields[name] ?? 0;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
    throw new RangeError(`${name} must be a whole number`);
  };
  return {
    vendor,
    change: {kind, changed: amount('changed'), joined: amount('joined'), left: amount('left')},
  };
}
