import type {PeopleMapping} from '../people-mapping';

/** Users of Pendo itself, who are employees. */
const pendoUsers: PeopleMapping = {
  vendor: 'pendo',
  title: 'Pendo',
  anyOf: ['pendo_users'],
  tables: {pendo_users: {id: 'VARCHAR', username: 'VARCHAR', role: 'VARCHAR'}},
  accounts: `SELECT id AS account_id, username AS email, 'active' AS state,
      lower(role) LIKE '%admin%' AS is_admin FROM pendo_users`,
  access: `SELECT id AS account_id, 'role' AS kind, role AS id, role AS name FROM pendo_users WHERE role IS NOT NULL`,
};

/** Visitors of the product that Pendo watches, who are customers. */
const pendoVisitors: PeopleMapping = {
  vendor: 'pendo_visitors',
  title: 'Pendo visitors',
  isVisitors: true,
  anyOf: ['pendo_visitors'],
  tables: {pendo_visitors: {visitorId: 'VARCHAR', email: 'VARCHAR', lastVisit: 'BIGINT'}},
  accounts: `SELECT "visitorId" AS account_id,
      coalesce(email, CASE WHEN "visitorId" LIKE '%@%' THEN "visitorId" END) AS email,
      'active' AS state, false AS is_admin,
      make_timestamptz("lastVisit" * 1000) AS last_seen_at FROM pendo_visitors`,
};

export const pendoPeople: readonly PeopleMapping[] = [pendoUsers, pendoVisitors];
