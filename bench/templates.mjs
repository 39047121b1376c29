/** The records that the page server sends: made up, as wide as the vendors' own. */

const firstUpdated = 1_760_000_000_000;
const number9 = (index) => String(index).padStart(9, '0');

/** What a visitor's own fields hold before anything is written. */
export const written = {plan: 'pro', seats: 3};
const writtenText = JSON.stringify(written).slice(1, -1);

export function visitor(index, {updated = firstUpdated + index, custom = writtenText} = {}) {
  const id = `visitor-${number9(index)}@example.com`;
  return (
    `{"visitorId":"${id}","metadata":{"auto":{"accountid":"acct-${index % 997}",` +
    `"accountids":["acct-${index % 997}"],"firstvisit":1746000000123,"id":"${id}",` +
    `"idhash":${index},"lastbrowsername":"Chrome","lastbrowserversion":"141.0",` +
    `"lastoperatingsystem":"Windows","lastupdated":${updated},` +
    `"lastvisit":1763300000789},"agent":{"email":"ada.example@example.com","language":"en_US",` +
    `"ipaddress":"203.0.113.9"},"custom":{${custom},"role":"Account executive",` +
    `"active":true,"renewaldate":null},"pendo":{"donotprocess":false,"blacklistguides":false}}}`
  );
}

/** What belongs to a PagerDuty user: references, or whole objects where `include[]` asks for them. */
function pagerdutyPart({id, type, path, summary, more}, whole) {
  const frame =
    `"id":"${id}","type":"${type}${whole ? '' : '_reference'}","summary":"${summary}",` +
    `"self":"https://api.example.com/${path}/${id}","html_url":null`;
  return whole ? `{${frame},${more}}` : `{${frame}}`;
}

function pagerdutyParts(user, index, whole) {
  const method = (id, kind, more) =>
    pagerdutyPart(
      {
        ...{id, type: `${kind}_contact_method`, summary: 'Default', more},
        path: `users/${user}/contact_methods`,
      },
      whole.has('contact_methods'),
    );
  const rule = (id, urgency) =>
    pagerdutyPart(
      {
        ...{id, type: 'assignment_notification_rule', summary: '0 minutes: channel'},
        path: `users/${user}/notification_rules`,
        more:
          `"start_delay_in_minutes":0,"urgency":"${urgency}","created_at":"2025-03-01T10:00:00-05:00",` +
          `"contact_method":{"id":"PE${number9(index)}","type":"email_contact_method",` +
          `"summary":"Default","self":null,"html_url":null,"label":"Default",` +
          `"address":"person-${number9(index)}@example.com","send_short_email":false}`,
      },
      whole.has('notification_rules'),
    );
  const address = `"label":"Work","address":"person-${number9(index)}@example.com","send_short_email":false,"send_html_email":true`;
  const phone =
    '"label":"Mobile","address":"5550100","country_code":1,"enabled":true,"blacklisted":false';
  const team = pagerdutyPart(
    {
      ...{id: 'PT00001', type: 'team', path: 'teams', summary: 'Operations'},
      more: '"name":"Operations","description":"Keeps it running","default_role":"manager","parent":null',
    },
    whole.has('teams'),
  );
  const methods = [
    method(`PE${number9(index)}`, 'email', address),
    method(`PS${number9(index)}`, 'sms', phone),
  ];
  const rules = [rule(`PH${number9(index)}`, 'high'), rule(`PL${number9(index)}`, 'low')];
  return (
    `"teams":[${team}],"contact_methods":[${methods.join(',')}],` +
    `"notification_rules":[${rules.join(',')}]`
  );
}

function pagerdutyUser(index, whole) {
  const id = `P${number9(index)}`;
  return (
    `{"id":"${id}","type":"user","summary":"Ada Example","self":"https://api.example.com/users/${id}",` +
    `"html_url":"https://acme.example.com/users/${id}","name":"Ada Example",` +
    `"email":"person-${number9(index)}@example.com","time_zone":"Europe/Berlin","color":"purple",` +
    `"avatar_url":"https://example.com/avatar/${id}.png","billed":true,"role":"user",` +
    `"description":null,"invitation_sent":false,"job_title":"Engineer",` +
    `${pagerdutyParts(id, index, whole)},"coordinated_incidents":[]}`
  );
}

function pandadocMember(index) {
  return (
    `{"user_id":"u${number9(index)}aBbCcDdEeFf","membership_id":"m${number9(index)}aBbCcDdEeFf",` +
    `"email":"member-${number9(index)}@example.com","first_name":"Ada","last_name":"Example",` +
    `"is_active":true,"workspace":"wAaBbCcDdEeFfGgHhIiJj1","workspace_name":"Acme",` +
    `"email_verified":true,"role":"Member","user_license":"Full",` +
    `"date_created":"2025-04-02T08:01:02.000345Z","date_modified":"2026-06-30T17:45:10.120000Z"}`
  );
}

function pipedriveUser(index) {
  return (
    `{"id":${index + 1},"name":"Ada Example","default_currency":"EUR","locale":"en_US","lang":1,` +
    `"email":"person-${number9(index)}@example.com","phone":null,"activated":true,` +
    `"last_login":"2026-10-02 06:15:00","created":"2025-03-10 14:20:31",` +
    `"modified":"2026-10-05 11:02:09","has_created_company":false,"access":[{"app":"sales",` +
    `"admin":false,"permission_set_id":"00000000-0000-4000-8000-000000000001"}],` +
    `"active_flag":true,"timezone_name":"Europe/Berlin","timezone_offset":"+02:00","role_id":3,` +
    `"icon_url":null,"is_you":false,"is_deleted":false}`
  );
}

/** The texts of the records from one index to before another, with commas between them; `more` goes to each. */
function pageOf(template) {
  return (from, to, more) => {
    const rows = [];
    for (let index = from; index < to; index += 1) rows.push(template(index, more));
    return rows.join(',');
  };
}

/** By stream: a part of its listing as JSON text, without brackets. */
export const pages = {
  pendo_visitors: pageOf(visitor),
  pagerduty_users: pageOf(pagerdutyUser),
  pandadoc_members: pageOf(pandadocMember),
  pipedrive_users: pageOf(pipedriveUser),
};

const field = (type) => ({Type: type, DisplayName: '', isHidden: false, isDeleted: false});

/** Pendo's answer to a question for its metadata schema. */
export const metadataSchema = JSON.stringify({
  custom: {
    plan: field('string'),
    seats: field('integer'),
    role: field('string'),
    active: field('boolean'),
  },
});
