import type {JsonObject} from '../../../src/core/json';
import {startSandbox} from '../../../src/sandbox/start-sandbox';
import type {LoggedRequest, Sandbox} from '../../../src/sandbox/sandbox';
import {vendors} from '../../../src/vendors/registry';
import type {DestinationVendor} from '../../../src/write/object-writer';
import {createVendorKit, type TestVendorKit} from '../../vendors/support/vendor-kit';
import type {Dump, ObjectCase} from './object-case';

/** A sandbox for one case, whose clock jumps over every wait. */
export interface World {
  readonly sandbox: Sandbox;
  readonly kit: TestVendorKit;
  readonly objectCase: ObjectCase;
  readonly vendor: DestinationVendor;
  readonly section: JsonObject;
  /** The vendor's data before anything was written. */
  readonly initial: Dump;
  readonly dump: () => Dump;
  /** Calls of the vendor that write. */
  readonly writes: () => readonly LoggedRequest[];
}

/** Every vendor that can be written to. */
export const destinations: readonly DestinationVendor[] = vendors.flatMap(
  ({destination}) => destination ?? [],
);

/** What each case's vendor holds at first: the same in every world. */
const initials = new Map<ObjectCase, Dump>();

function initialOf(objectCase: ObjectCase, dump: () => Dump): Dump {
  const known = initials.get(objectCase);
  if (known !== undefined) return known;
  const initial = structuredClone(dump());
  initials.set(objectCase, initial);
  return initial;
}

/** Runs a test in a world of its own. */
export async function inWorld<Result>(
  objectCase: ObjectCase,
  work: (world: World) => Promise<Result>,
): Promise<Result> {
  const kit = createVendorKit();
  const {vendor: name, settings, section} = objectCase;
  const now = (): number => kit.clock.now();
  const sandbox = await startSandbox({limits: false, now, vendors: {[name]: settings}});
  const vendor = destinations.find((one) => one.name === name);
  const dump = (): Dump => sandbox.dump(name);
  if (vendor === undefined) throw new Error(`no destination is called ${name}`);
  try {
    return await work({
      sandbox,
      kit,
      objectCase,
      vendor,
      section: {...sectionOf(sandbox, objectCase), ...section},
      initial: initialOf(objectCase, dump),
      dump,
      writes: () => sandbox.requests().filter(isWrite),
    });
  } finally {
    await sandbox.close();
  }
}

/** Plain data, as every section of a sandbox. */
function sectionOf({vendors: served}: Sandbox, {vendor, entry}: ObjectCase): JsonObject {
  const {destinationConfig, destinationEntries = []} = served[vendor] ?? {};
  const section = destinationConfig ?? destinationEntries.find((one) => one['vendor'] === entry);
  return section as JsonObject;
}

/** Pendo's aggregations are questions that are posted. */
function isWrite({method, path}: LoggedRequest): boolean {
  return method !== 'GET' && !path.endsWith('/aggregation');
}
