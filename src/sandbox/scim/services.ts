/** Vendors whose SCIM services are played. */
export const SERVICE_NAMES = ['pagerduty', 'pandadoc', 'pendo', 'pipedrive'] as const;

/** One of them. */
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** Who says how the services behave. */
export type Profile = 'guide' | 'documented' | 'strict';

/** What a service does in one profile. */
export interface ServiceTraits {
  /** nothing: no service at all; write_only: SCIM 1.1 without reading; full: SCIM 2.0. */
  readonly kind: 'nothing' | 'write_only' | 'full';
  readonly hasGroups: boolean;
  readonly hasServiceConfig: boolean;
  /** Whether `itemsPerPage` repeats `count` instead of counting rows. */
  readonly echoesCount: boolean;
  /** Whether setting `active` to false deletes the user for good (PagerDuty Q13). */
  readonly deletesInactive: boolean;
  /** Whether all of RFC 7643 and RFC 7644 holds, and whoever departs from it is refused. */
  readonly isStrict: boolean;
  /** Attributes of users that the vendor has; undefined: all of them, and the extension. */
  readonly attributes?: readonly string[];
}

const GUIDE: Readonly<Record<ServiceName, ServiceTraits>> = {
  pagerduty: traits({
    hasGroups: true,
    hasServiceConfig: true,
    attributes: [
      ...['userName', 'displayName', 'active', 'title', 'timezone', 'roles', 'entitlements'],
    ],
  }),
  pandadoc: traits({attributes: ['userName', 'name', 'emails', 'active']}),
  pendo: traits({
    hasGroups: true,
    hasServiceConfig: true,
    echoesCount: true,
    attributes: ['userName', 'name', 'emails', 'active'],
  }),
  pipedrive: traits({
    hasGroups: true,
    hasServiceConfig: true,
    attributes: ['userName', 'name', 'active', 'groups'],
  }),
};

const DOCUMENTED: Readonly<Record<ServiceName, ServiceTraits>> = {
  pagerduty: {...GUIDE.pagerduty, hasGroups: false, deletesInactive: true},
  // Creation and deletion only (PandaDoc Q17).
  pandadoc: traits({kind: 'write_only'}),
  pendo: GUIDE.pendo,
  pipedrive: traits({kind: 'nothing'}),
};

const STRICT = traits({hasGroups: true, hasServiceConfig: true, isStrict: true});

/** What the service does in the profile. */
export function traitsOf(name: ServiceName, profile: Profile): ServiceTraits {
  switch (profile) {
    case 'guide':
      return GUIDE[name];
    case 'documented':
      return DOCUMENTED[name];
    case 'strict':
      return STRICT;
  }
}

function traits(some: Partial<ServiceTraits>): ServiceTraits {
  return {
    kind: 'full',
    hasGroups: false,
    hasServiceConfig: false,
    echoesCount: false,
    deletesInactive: false,
    isStrict: false,
    ...some,
  };
}
