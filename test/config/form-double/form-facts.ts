import type {Side} from '../../../src/config/assemble-spec';

/** What a person has to fill in to use a section, and where the sandbox serves it. */
export interface SectionFacts {
  /** Values by path below the section. */
  readonly required: Readonly<Record<string, string>>;
  /** Below the sandbox's address. */
  readonly address: string;
}

/** Every section of both specifications, with the sandbox's credentials. */
export const formFacts: Readonly<Record<Side, Readonly<Record<string, SectionFacts>>>> = {
  source: {
    pagerduty: {
      required: {'credentials.api_key': 'sandbox-pd-acct-0001'},
      address: '/pagerduty',
    },
    pandadoc: {
      required: {'credentials.api_key': 'sandbox-pandadoc-key-0001-0'},
      address: '/pandadoc/public/v1',
    },
    pendo: {
      required: {integration_key: 'sandbox-pendo-integration-key-0001'},
      address: '/pendo/api/v1',
    },
    pipedrive: {
      required: {'credentials.api_token': 'sandbox-pipedrive-admin-token-0001'},
      address: '/pipedrive/v1',
    },
    pagerduty_scim: {
      required: {token: 'sandbox-scim-pagerduty-token-0001'},
      address: '/scim/pagerduty/v2',
    },
    pandadoc_scim: {
      required: {token: 'sandbox-scim-pandadoc-token-0003'},
      address: '/scim/pandadoc/v2',
    },
    pendo_scim: {
      required: {token: 'sandbox-scim-pendo-token-0004'},
      address: '/scim/pendo/v2',
    },
    pipedrive_scim: {
      required: {token: 'sandbox-scim-pipedrive-token-0005'},
      address: '/scim/pipedrive/v2',
    },
  },
  destination: {
    pendo: {
      required: {integration_key: 'sandbox-pendo-integration-key-0001'},
      address: '/pendo/api/v1',
    },
    pipedrive: {
      required: {'credentials.api_token': 'sandbox-pipedrive-admin-token-0001'},
      address: '/pipedrive/v1',
    },
    userguiding: {
      required: {api_key: 'sandbox-userguiding-api-key-0001'},
      address: '/userguiding/v1',
    },
  },
};
