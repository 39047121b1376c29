import {planted, type VendorFacts} from './facts-shape';

/** What the suites must be told of PagerDuty. */
export const facts: VendorFacts = {
  sandbox: {users: 120, teams: 3, audit_records: 120},
  splits: [
    {name: 'calls per user', section: {per_user_calls: true}},
    {name: 'a server that ignores include[]', sandbox: {include_ignored: true}},
    {name: 'totals on every page', sandbox: {total_always: true}},
    // Keys see everything; only an app shows that a stream's scope is asked for.
    {name: 'an OAuth app', sandbox: {auth: 'oauth2'}},
  ],
  large: {users: 2_000, teams: 10, audit_records: 0},
  small: ['pagerduty_teams'],
  changes: [
    planted('users'),
    planted('contact_methods'),
    planted('teams'),
    planted('team_members'),
  ],
  dump: {
    pagerduty_team_members: {
      keyOf: ({team_id: team, user}) => [team, (user as {id: string}).id], // as showMember writes
    },
  },
  identity: {
    contact_methods: 'rows of another stream, and an empty list of them is believed',
    notification_rules: 'rows of another stream, and an empty list of them is believed',
    'user.id': 'a membership is known by its team and its user',
  },
  further: [{name: 'what is rarely sent', sandbox: {rare_fields: true}}],
  neverSent: {
    pagerduty_notification_rules: {
      html_url: 'null in every answer of PagerDuty, as for contact methods',
    },
    pagerduty_contact_methods: {
      html_url:
        'null in every answer of PagerDuty: the web application has no page of its own for them',
    },
  },
};
