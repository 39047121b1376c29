import type {People} from '../shared/people';
import type {Fields} from '../shared/parse-json';
import type {UserguidingSettings} from './settings';

/** A write as both APIs carry it, checked. */
export interface Identified {
  readonly userId: string;
  readonly attributes: Fields;
  readonly company: {readonly companyId: string; readonly attributes: Fields} | undefined;
}

/** A profile: what UserGuiding knows under one id, byte by byte (UserGuiding Q1). */
export interface Profile {
  readonly userId: string;
  readonly attributes: Record<string, unknown>;
  companyIds: string[];
  readonly createdAtMs: number;
  updatedAtMs: number;
}

/** One workspace with its users and companies. */
export interface Workspace {
  /** Creates or merges; companies hold merged attributes. */
  identify(user: Identified): 'created' | 'updated';
  has(userId: string): boolean;
  remove(userId: string): boolean;
  get(userId: string): Profile | undefined;
  /** In the order in which they came into being. */
  profiles(): readonly Profile[];
  companies(): readonly {readonly companyId: string; readonly attributes: Fields}[];
}

/** Creates the workspace of a seed. */
export function createWorkspace(options: {
  readonly settings: Pick<UserguidingSettings, 'users' | 'company_link' | 'null_values'>;
  readonly people: People;
  readonly now: () => number;
  readonly dataEndMs: number;
}): Workspace {
  const {settings, people, now, dataEndMs} = options;
  const profiles = new Map<string, Profile>();
  const companies = new Map<string, Record<string, unknown>>();
  for (let index = 0; index < settings.users; index += 1) {
    const userId = people.email(index);
    profiles.set(userId, newProfile(userId, dataEndMs));
  }
  const merge = (target: Record<string, unknown>, values: Fields): void => {
    for (const [name, value] of Object.entries(values)) {
      if (value !== null) setOwn(target, name, value);
      else if (settings.null_values === 'clear') Reflect.deleteProperty(target, name);
    }
  };
  return {
    identify: ({userId, attributes, company}) => {
      const known = profiles.get(userId);
      const profile = known ?? newProfile(userId, now());
      profiles.set(userId, profile);
      profile.updatedAtMs = now();
      merge(profile.attributes, attributes);
      if (company) {
        const others = settings.company_link === 'add' ? profile.companyIds : [];
        profile.companyIds = [...new Set([...others, company.companyId])];
        const held = companies.get(company.companyId) ?? {};
        companies.set(company.companyId, held);
        merge(held, company.attributes);
      }
      return known ? 'updated' : 'created';
    },
    has: (userId) => profiles.has(userId),
    remove: (userId) => profiles.delete(userId),
    get: (userId) => profiles.get(userId),
    profiles: () => [...profiles.values()],
    companies: () => Array.from(companies, ([companyId, attributes]) => ({companyId, attributes})),
  };
}

function newProfile(userId: string, atMs: number): Profile {
  return {userId, attributes: {}, companyIds: [], createdAtMs: atMs, updatedAtMs: atMs};
}

/** Also for a name such as `__proto__`. */
function setOwn(target: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(target, name, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}
