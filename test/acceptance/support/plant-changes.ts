import type {Sandbox} from '../../../src/sandbox/sandbox';
import {vendorNames} from '../../contract/streams/support/open-world';
import {factsOf} from '../../contract/streams/support/vendor-facts';

/**
 * Plants what the contract tests plant: people who change, join and leave, in every vendor that the
 * sandbox plays. Nobody leaves Pendo, since a visitor that was deleted there makes no tombstone.
 */
export function plantChanges(sandbox: Sandbox): void {
  for (const vendor of vendorNames) {
    for (const change of factsOf(vendor).changes) {
      sandbox.change(vendor, vendor === 'pendo' ? {...change, left: 0} : change);
    }
  }
}
