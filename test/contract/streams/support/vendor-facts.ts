import {pagerdutyFacts} from '../facts/pagerduty-facts';
import {pandadocFacts} from '../facts/pandadoc-facts';
import {pendoFacts} from '../facts/pendo-facts';
import {pipedriveFacts} from '../facts/pipedrive-facts';
import {scimFacts} from '../facts/scim-facts';
import type {VendorFacts} from '../facts/facts-shape';

export type {DumpRow, DumpView, PageSplit, PartSettings} from '../facts/facts-shape';

/** By name of the vendor's section; a new vendor is a file of facts and, here, its import and a line. */
const vendorFacts: Readonly<Record<string, VendorFacts>> = {
  pagerduty: pagerdutyFacts,
  pandadoc: pandadocFacts,
  pendo: pendoFacts,
  pipedrive: pipedriveFacts,
  scim: scimFacts,
};

/** The facts of a vendor; throws for one that has none, so that a new vendor is not forgotten. */
export function factsOf(vendor: string): VendorFacts {
  const facts = vendorFacts[vendor];
  if (facts) return facts;
  throw new Error(`test/contract/streams/support/vendor-facts.ts says nothing of ${vendor}`);
}
