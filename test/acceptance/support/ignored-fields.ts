import {source} from './connectors';
import type {Ignored} from './configured-reads';

/** Columns that differ from read to read, as `full_refresh` of acceptance-test-config.yml names them. */
export const ignoredFields: Ignored = Object.assign(
  {},
  ...(source.config.acceptance_tests.full_refresh.tests ?? []).map(
    ({ignored_fields: fields}) => fields ?? {},
  ),
) as Ignored;
