/** Licenses as writes name them (PandaDoc Q5). */
export const LICENSES = ['Full', 'eSign', 'Read-only', 'Creator', 'Guest'] as const;

/** Costs nothing. */
export const GUEST = 'Guest';

/** The one role that a Guest may have and stay one. */
const GUEST_ROLE = 'Collaborator';

/** What reads call a license that writes name otherwise (PandaDoc Q5). */
const READ_NAMES: Readonly<Record<string, string>> = {
  eSignature: 'eSign',
  Standard: 'Full',
  'Full (Standard)': 'Full',
};

/** The license as writes name it, from either name; undefined for one that PandaDoc does not have. */
export function licenseOf(name: string): string | undefined {
  const written = READ_NAMES[name] ?? name;
  return LICENSES.find((license) => license === written);
}

/** True when the role turns a Guest into a user with a Full license, which takes a paid seat. */
export function promotes(license: string | undefined, role: string): boolean {
  return license === GUEST && role !== GUEST_ROLE;
}
