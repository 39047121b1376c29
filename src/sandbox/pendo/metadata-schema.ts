import type {Kind} from './records/pendo-record';

/** A field's definition under the names that the vendor uses (Pendo Q18: upper and lower case). */
export interface FieldDefinition {
  readonly Type: string;
  readonly DisplayName: string;
  readonly ElementType?: string;
  readonly ElementFormat?: string;
  readonly Dirty?: boolean;
  readonly isHidden?: boolean;
  readonly isDeleted?: boolean;
  readonly isCalculated?: boolean;
  readonly isPerApp?: boolean;
  readonly neverIndex?: boolean;
}

/** Definitions of one kind: groups, then fields by key. */
type KindSchema = Record<string, Record<string, FieldDefinition>>;

/** The definitions of both kinds. */
export type MetadataSchema = Readonly<Record<Kind, KindSchema>>;

/** Groups that clients may write; all others belong to the vendor or to integrations. */
export const WRITABLE_GROUPS: readonly string[] = ['custom', 'agent'];

/** A key is its display name in lower case without spaces and signs (Pendo Q6). */
export function fieldKeyOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** A full definition as the vendor gives it to a new field. */
export function fieldOf(
  type: string,
  displayName: string,
  flags: Partial<FieldDefinition> = {},
): FieldDefinition {
  return {
    Type: type,
    DisplayName: displayName,
    ElementType: type === 'list' ? 'string' : '',
    ElementFormat: '',
    Dirty: true,
    isHidden: false,
    isDeleted: false,
    isCalculated: false,
    isPerApp: false,
    neverIndex: false,
    ...flags,
  };
}

/** The definitions that a new subscription starts with, oddities included. */
export function createMetadataSchema(): MetadataSchema {
  return {visitor: createVisitorSchema(), account: createAccountSchema()};
}

function createVisitorSchema(): KindSchema {
  return {
    auto: {
      ...autoFields(),
      accountid: fieldOf('string', 'Account ID', {Dirty: false}),
      accountids: fieldOf('list', 'Account IDs', {Dirty: false}),
      lastbrowsername: fieldOf('string', 'Last Browser Name', {Dirty: false}),
      lastbrowserversion: fieldOf('string', 'Last Browser Version', {Dirty: false}),
      lastoperatingsystem: fieldOf('string', 'Last Operating System', {Dirty: false}),
      lastservername: fieldOf('string', 'Last Server Name', {Dirty: false}),
    },
    agent: {
      email: fieldOf('string', 'Email'),
      language: fieldOf('string', 'Language'),
      ipaddress: fieldOf('string', 'IP Address'),
    },
    custom: {
      role: fieldOf('string', 'Role'),
      plan: fieldOf('string', 'Plan'),
      seats: fieldOf('integer', 'Seats'),
      mrr: fieldOf('float', 'MRR'),
      active: fieldOf('boolean', 'Active'),
      crmname: fieldOf('string', 'CRM Name'),
      crmid: fieldOf('integer', 'CRM ID'),
      team: fieldOf('string', 'Team'),
      timezone: fieldOf('string', 'Time Zone'),
      renewaldate: fieldOf('time', 'Renewal Date'),
      tags: fieldOf('list', 'Tags'),
      // Pendo Q15: a field without a type takes anything.
      legacycode: fieldOf('', 'Legacy Code'),
      oldplan: fieldOf('string', 'Old Plan', {isDeleted: true}),
      internalscore: fieldOf('integer', 'Internal Score', {isHidden: true}),
      engagement: fieldOf('float', 'Engagement', {isCalculated: true}),
      betaflag: fieldOf('boolean', 'Beta Flag', {isPerApp: true}),
    },
    pendo: {
      donotprocess: {Type: 'boolean', DisplayName: 'Do not process'},
      blacklistguides: {Type: 'boolean', DisplayName: 'Blacklist guides'},
    },
    salesforce: {email: fieldOf('string', 'Email', {Dirty: false})},
  };
}

function createAccountSchema(): KindSchema {
  return {
    auto: autoFields(),
    agent: {name: fieldOf('string', 'Name')},
    custom: {
      tier: fieldOf('string', 'Tier'),
      arr: fieldOf('float', 'ARR'),
      people: fieldOf('integer', 'People'),
      activepeople: fieldOf('integer', 'Active People'),
      crmowner: fieldOf('string', 'CRM Owner'),
      region: fieldOf('string', 'Region'),
      strategic: fieldOf('boolean', 'Strategic'),
      renewaldate: fieldOf('time', 'Renewal Date'),
      oldtier: fieldOf('string', 'Old Tier', {isDeleted: true}),
    },
    pendo: {donotprocess: {Type: 'boolean', DisplayName: 'Do not process'}},
  };
}

function autoFields(): Record<string, FieldDefinition> {
  return {
    id: fieldOf('string', 'ID', {Dirty: false}),
    idhash: fieldOf('integer', 'ID Hash', {Dirty: false}),
    firstvisit: fieldOf('time', 'First Visit', {Dirty: false, isPerApp: true}),
    lastvisit: fieldOf('time', 'Last Visit', {Dirty: false, isPerApp: true}),
    lastupdated: fieldOf('time', 'Last Updated', {Dirty: false}),
  };
}
