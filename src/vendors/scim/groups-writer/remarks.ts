/** What is no record's outcome, counted. */
export interface GroupRemarks {
  /** Members whom a record does not name, and who stay. */
  stayed(members: number): void;
  /** Sent, but the service shows another value. */
  notTaken(field: string): void;
  list(): readonly string[];
}

/** Creates the remarks of a run. */
export function createGroupRemarks(title: string, account: string): GroupRemarks {
  const untaken = new Map<string, number>();
  let stayed = 0;
  return {
    stayed: (members) => {
      stayed += members;
    },
    notTaken: (field) => {
      untaken.set(field, (untaken.get(field) ?? 0) + 1);
    },
    list: () => [
      ...(stayed === 0
        ? []
        : [
            `${title} SCIM: members of groups whom the records do not name, and who stay, because ${account}.remove_members is off: ${stayed}.`,
          ]),
      ...(untaken.size === 0
        ? []
        : [
            `${title} SCIM: sent, but the service shows another value (groups by field): ${[...untaken].map(([field, groups]) => `${field} ${groups}`).join(', ')}.`,
          ]),
    ],
  };
}
