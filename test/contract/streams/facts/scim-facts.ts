import {planted, type VendorFacts} from './facts-shape';

/** What the suites must be told of SCIM. */
export const facts: VendorFacts = {
  sandbox: {users: 45, groups: 6, page_rows_max: 20},
  splits: [
    {name: 'pages of 7', sandbox: {page_size_max: 7}},
    {name: 'pages of 1', sandbox: {page_rows_max: 1, users: 45}},
    {name: 'one page', sandbox: {page_size_max: 1_000, page_rows_max: 0}},
  ],
  large: {users: 1_100, groups: 1_050},
  changes: [
    ...['pagerduty', 'pandadoc', 'pendo', 'pipedrive'].map((name) => planted(`${name}_users`)),
    ...['pagerduty', 'pendo', 'pipedrive'].map((name) => planted(`${name}_groups`)),
  ],
  further: [{name: 'every attribute of RFC 7643', sandbox: {rare_fields: true}}],
};
