import {planted, type VendorFacts} from './facts-shape';

/** What the suites must be told of Pendo. */
export const facts: VendorFacts = {
  sandbox: {visitors: 330, accounts: 130, profile: 'both', rows: 'full'},
  section: {include_anonymous: true, page_size: 100},
  splits: [
    {name: 'pages of 137', section: {page_size: 137}},
    {name: 'one page', section: {page_size: 5_000}},
    {name: 'a server that ignores the pipeline', sandbox: {ignore_pipeline: true}},
    {name: 'a server that runs out of time', sandbox: {aggregation_rows_max: 150}},
  ],
  large: {visitors: 200, accounts: 12, profile: 'both', rows: 'full'},
  small: ['pendo_users', 'pendo_metadata_fields'],
  changes: [planted('visitors'), planted('accounts')],
  fixed: ['pendo_users', 'pendo_metadata_fields'],
  identity: {
    visitorId: 'tells visitors apart',
    accountId: 'tells accounts apart',
  },
};
