/** Vendors with a SCIM service. */
type ScimVendorName = 'pagerduty' | 'pandadoc' | 'pendo' | 'pipedrive';

/** How a token can be sent: as RFC 7644 has it, or as PagerDuty's own interface has it. */
export type TokenForm = 'bearer' | 'token';

/** What is true of one vendor's SCIM service. */
export interface ScimProfile {
  readonly name: ScimVendorName;
  /** As users know it. */
  readonly title: string;
  readonly baseUrl: string;
  /** Forms that are tried, in this order, when the configuration leaves the choice. */
  readonly tokenForms: readonly TokenForm[];
  /** False: there is no reading of groups at all; true: the service is asked. */
  readonly mayHaveGroups: boolean;
  /** False: the vendor's own documents know no reading, so that its absence is no failure. */
  readonly promisesReading: boolean;
  /** Media type of what is sent. */
  readonly requestType: 'application/scim+json' | 'application/json';
  /** True: the vendor deletes for good whoever is set inactive (PagerDuty Q13). */
  readonly deletesInactive: boolean;
  /** What an account must have. A sentence for the user. */
  readonly needs: string;
  /** Where the token is found. A sentence for the user. */
  readonly tokenAdvice: string;
  /** Where to find what groups would have told. A sentence for the user. */
  readonly insteadOfGroups: string;
}

/**
 * The four services, as the vendors' documents and help pages described them in November 2026. Where
 * a vendor publishes no address, the one that integration guides name is the default.
 */
export const profiles: Readonly<Record<ScimVendorName, ScimProfile>> = {
  // Older guides: https://app.pagerduty.com/scim/v2, with a token from the SSO settings and groups.
  pagerduty: {
    name: 'pagerduty',
    title: 'PagerDuty',
    baseUrl: 'https://api.pagerduty.com/scim/v2',
    tokenForms: ['bearer', 'token'],
    mayHaveGroups: true,
    promisesReading: true,
    requestType: 'application/json',
    deletesInactive: true,
    needs:
      'Single sign-on (SAML) must be set up in PagerDuty, which may take the Business or Enterprise plan; accounts in the EU are at https://api.eu.pagerduty.com/scim/v2.',
    tokenAdvice:
      'Use the SCIM token of PagerDuty > Account Settings > Single Sign-On, an account API key, or the access token of an OAuth app with the scope users.read; an account in the EU needs the base_url https://api.eu.pagerduty.com/scim/v2.',
    insteadOfGroups:
      'Teams and their members are in the streams pagerduty_teams and pagerduty_team_members.',
  },
  // SCIM 1.1 without reading for the vendor, 2.0 with it for guides (PandaDoc Q17).
  pandadoc: {
    name: 'pandadoc',
    title: 'PandaDoc',
    baseUrl: 'https://app.pandadoc.com/scim/v2',
    tokenForms: ['bearer'],
    mayHaveGroups: false,
    promisesReading: false,
    requestType: 'application/scim+json',
    deletesInactive: false,
    needs:
      'SCIM in PandaDoc needs the Enterprise plan with active single sign-on, and may only create and delete users; members are in the stream pandadoc_members without it.',
    tokenAdvice:
      'Use the SCIM token of PandaDoc > Settings > Security > SCIM; it stops working when single sign-on is turned off.',
    insteadOfGroups: 'PandaDoc has none.',
  },
  // The address is shown to each customer only; the default is the one that guides name.
  pendo: {
    name: 'pendo',
    title: 'Pendo',
    baseUrl: 'https://app.pendo.io/scim/v2',
    tokenForms: ['bearer'],
    mayHaveGroups: true,
    promisesReading: true,
    requestType: 'application/scim+json',
    deletesInactive: false,
    needs:
      'SCIM in Pendo needs the Premium plan or the SCIM add-on, with single sign-on (SAML); its address is shown in Organization settings > SSO > SCIM settings.',
    tokenAdvice:
      'Use the token that Pendo shows in Organization settings > SSO > SCIM settings (or Settings > Integrations > SCIM); it is not the integration key.',
    insteadOfGroups: 'Team users are in the stream pendo_scim_users.',
  },
  // Known from guides only.
  pipedrive: {
    name: 'pipedrive',
    title: 'Pipedrive',
    baseUrl: 'https://api.pipedrive.com/scim/v2',
    tokenForms: ['bearer'],
    mayHaveGroups: true,
    promisesReading: true,
    requestType: 'application/scim+json',
    deletesInactive: false,
    needs: 'SCIM in Pipedrive needs the Ultimate plan with SAML single sign-on.',
    tokenAdvice:
      "Use the SCIM token of Pipedrive's security settings; it is not the API token of a user.",
    insteadOfGroups: 'Roles are in the stream pipedrive_roles.',
  },
};
