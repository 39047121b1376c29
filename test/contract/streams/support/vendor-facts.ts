import {join} from 'node:path';
import {loadModules} from '../../../support/load-modules';
import type {VendorFacts} from '../facts/facts-shape';

export type {DumpRow, DumpView, PageSplit, PartSettings} from '../facts/facts-shape';

/** By name of the vendor's section; a new vendor is a file of facts. */
const vendorFacts = loadModules<VendorFacts>(join(__dirname, '..', 'facts'), {
  ending: '-facts',
  member: 'facts',
});

/** The facts of a vendor; throws for one that has none, so that a new vendor is not forgotten. */
export function factsOf(vendor: string): VendorFacts {
  const facts = vendorFacts.get(vendor);
  if (facts) return facts;
  throw new Error(`test/contract/streams/facts has no ${vendor}-facts.ts`);
}
