import type {PeopleMapping} from '../../vendors/people-mapping';
import {quoteText} from '../../warehouse/sql-text';

/**
 * The roster as a vendor of its own: who should be here at the time `at` (ISO 8601). Its rows are in a table
 * of the graph.
 */
export function rosterPeople(at: string): PeopleMapping {
  const today = `(${quoteText(at)}::TIMESTAMPTZ)::DATE`;
  return {
    vendor: 'roster',
    title: 'the roster',
    anyOf: ['people'],
    tables: {},
    accounts: `SELECT key AS account_id, email, aliases AS addresses, [phone] AS phones, first_name, last_name, name,
      CASE WHEN status = 'active' AND (end_date IS NULL OR end_date >= ${today}) THEN 'active'
        WHEN status = 'left' THEN 'removed' ELSE 'disabled' END AS state FROM _people.roster`,
  };
}
