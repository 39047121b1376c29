/** What is no record's outcome, counted. */
export interface MemberRemarks {
  /** Invited, and has not accepted yet. */
  pending(): void;
  /** Somebody who is to be removed is no member of the workspace, so nothing is to be done. */
  goneAlready(): void;
  /** Taken out of a workspace. */
  removed(): void;
  /** In sentences. */
  list(): readonly string[];
}

/** Creates the remarks of a run. */
export function createMemberRemarks(): MemberRemarks {
  const counts = {pending: 0, gone: 0, removed: 0};
  return {
    pending: () => (counts.pending += 1),
    goneAlready: () => (counts.gone += 1),
    removed: () => (counts.removed += 1),
    list: () => [
      ...sentence(
        counts.pending,
        'records of people who are invited and have not accepted yet',
        'They are not invited again.',
      ),
      ...sentence(
        counts.gone,
        'records of people who should be removed and are no members of the workspace',
        'They need no change; if there are too many, check the key and the workspace.',
      ),
      ...sentence(
        counts.removed,
        'people were removed from a workspace',
        'Their accounts and documents stay in PandaDoc; an admin can hand documents over there.',
      ),
    ],
  };
}

function sentence(count: number, what: string, then: string): readonly string[] {
  return count === 0 ? [] : [`PandaDoc: ${what}: ${count}. ${then}`];
}
