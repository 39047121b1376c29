import type {JsonObject} from '../../../core/json';
import {methodKinds} from './contact-method';
import {teamRoles} from './wishes/team-wishes';
import {givenRoles} from './wishes/user-field-wishes';

/** JSON schema of what can be written; the same for every account. */
export function usersSchema(): JsonObject {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    additionalProperties: true,
    properties: {
      email: text(
        'The login address, compared ignoring case. With the id as key, it can be changed.',
      ),
      id: text('Id of a user of the account, such as P1A2B3C; may be the key.'),
      name: text('Needed to create a user. At most 100 characters.'),
      role: {
        ...text('Role in the account; the owner keeps theirs.'),
        examples: [...givenRoles],
      },
      time_zone: text('IANA name, such as Europe/Berlin.'),
      job_title: text('At most 100 characters.'),
      description: text('Free text.'),
      color: text('Color of the user in schedules, as PagerDuty names it.'),
      license: text('Id or exact name of a license; sent only when it changes.'),
      ...listsSchema(),
    },
  };
}

/** What belongs to a user. */
function listsSchema(): JsonObject {
  return {
    contact_methods: list(
      'Ways to reach the user. Others stay, unless remove_contact_methods is set.',
      {
        type: {type: 'string', enum: [...methodKinds]},
        address: {
          type: ['string', 'integer'],
          description: 'E-mail address, or telephone number in any spelling.',
        },
        country_code: {
          type: ['null', 'integer'],
          description: 'For telephone numbers that do not begin with +.',
        },
        label: {type: ['null', 'string']},
      },
      ['type', 'address'],
    ),
    notification_rules: list(
      'When the user is notified, and through which contact method. Others stay, unless remove_notification_rules is set.',
      {
        urgency: {type: 'string', enum: ['high', 'low']},
        start_delay_in_minutes: {type: 'integer', minimum: 0},
        contact_method: {
          type: 'object',
          description: 'One of the contact_methods, by type and address.',
          properties: {type: {type: 'string'}, address: {type: ['string', 'integer']}},
          required: ['type'],
        },
      },
      ['urgency', 'start_delay_in_minutes', 'contact_method'],
    ),
    teams: list(
      'Teams that the user is in. Others stay, unless remove_teams is set.',
      {
        id: {type: ['null', 'string']},
        name: {type: ['null', 'string'], description: 'Exact name, if no id is given.'},
        role: {type: ['null', 'string'], enum: [...teamRoles, null]},
      },
      [],
    ),
  };
}

function text(description: string): JsonObject {
  return {type: ['null', 'string'], description};
}

function list(
  description: string,
  properties: JsonObject,
  required: readonly string[],
): JsonObject {
  return {
    type: ['null', 'array'],
    description,
    items: {type: 'object', properties, ...(required.length > 0 && {required})},
  };
}
