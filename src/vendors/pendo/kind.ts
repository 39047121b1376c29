/** The two kinds of records that Pendo keeps metadata of. */
export type PendoKind = 'visitor' | 'account';

/** Name of a kind's id, in rows, filters and bodies. */
export const idFields = {visitor: 'visitorId', account: 'accountId'} as const;
