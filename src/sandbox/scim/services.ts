/** Vendors whose SCIM services are played. */
export const SERVICE_NAMES = ['pagerduty', 'pandadoc', 'pendo', 'pipedrive'] as const;

/** One of them. */
export type ServiceName = (typeof SERVICE_NAMES)[number];

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
}

const GUIDE: Readonly<Record<ServiceName, ServiceTraits>> = {
  pagerduty: traits({hasGroups: true, hasServiceConfig: true}),
  pandadoc: traits({}),
  pendo: traits({hasGroups: true, hasServiceConfig: true, echoesCount: true}),
  pipedrive: traits({hasGroups: true, hasServiceConfig: true}),
};

const DOCUMENTED: Readonly<Record<ServiceName, ServiceTraits>> = {
  pagerduty: traits({hasServiceConfig: true, deletesInactive: true}),
  // Creation and deletion only (PandaDoc Q17).
  pandadoc: traits({kind: 'write_only'}),
  pendo: GUIDE.pendo,
  pipedrive: traits({kind: 'nothing'}),
};

/** What the service does in the profile. */
export function traitsOf(name: ServiceName, profile: 'guide' | 'documented'): ServiceTraits {
  return (profile === 'guide' ? GUIDE : DOCUMENTED)[name];
}

function traits(some: Partial<ServiceTraits>): ServiceTraits {
  return {
    kind: 'full',
    hasGroups: false,
    hasServiceConfig: false,
    echoesCount: false,
    deletesInactive: false,
    ...some,
  };
}
