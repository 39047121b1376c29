import type {JsonObject} from '../../../core/json';
import {LICENSES} from './licenses';

/** JSON schema of what can be written; PandaDoc has no call that lists roles. */
export function membersSchema(): JsonObject {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    additionalProperties: true,
    properties: {
      email: text(
        'The key, compared ignoring case. With a workspace behind it, such as ada@example.com/Sales, one key for each membership.',
      ),
      membership_id: text('Id of the membership; may be the key. Nobody is invited by it.'),
      workspace: text(
        'Id or exact name of a configured workspace. Needed where somebody is a member of several, or is to be invited and several are configured.',
      ),
      role: text(
        'Exact name of the role: Admin, Manager, Member, Collaborator, or one of your own.',
      ),
      license: {
        type: ['null', 'string'],
        enum: [null, ...LICENSES, 'eSignature'],
        description: 'License of a new user of the organization; it cannot be changed afterwards.',
      },
      is_admin: {
        type: ['null', 'boolean'],
        description: 'Only where members are written with the calls of the guide.',
      },
      first_name: text('Sent with a new user; it cannot be changed afterwards.'),
      last_name: text('Sent with a new user; it cannot be changed afterwards.'),
    },
  };
}

function text(description: string): JsonObject {
  return {type: ['null', 'string'], description};
}
