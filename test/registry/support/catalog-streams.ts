import type {JsonObject} from '../../../src/core/json';
import {streamsOf} from '../../../src/read/describe-stream';
import type {StreamDescription} from '../../../src/read/reader';
import {vendors} from '../../../src/vendors/registry';
import {createVendorKit} from '../../vendors/support/vendor-kit';
import {readProjectObject} from './project-files';

/** Every stream that the source can have, of all vendors and SCIM services; asks nobody. */
export function catalogStreams(): readonly StreamDescription[] {
  const config = readProjectObject('test/registry/support/all-vendors.json');
  return vendors.flatMap(({source}) => {
    if (source === undefined) return [];
    const section = config[source.name];
    const entries = Array.isArray(section) ? section : [section];
    return (
      entries
        // The sections are those of the file beside this one.
        .flatMap((entry) => source.open(entry as JsonObject, createVendorKit()).readers)
        .flatMap(streamsOf)
        .map(({stream}) => stream)
    );
  });
}
