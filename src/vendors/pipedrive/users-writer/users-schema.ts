import {Failure} from '../../../core/failure';
import type {JsonObject} from '../../../core/json';
import type {HttpClient} from '../../../http/request';
import {listRoles, type Role} from './role-book';

/** Roles that a description names. */
const ROLES_SHOWN_MAX = 100;

/** JSON schema of what can be written; with the company's roles where the token may list them. */
export async function readUsersSchema(
  client: HttpClient,
  signal: AbortSignal,
): Promise<JsonObject> {
  const roles = await visibleRoles(client, signal);
  const roleText = describeRoles(roles);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    additionalProperties: true,
    properties: {
      email: text('The key, compared ignoring case. The e-mail of a user cannot be changed.'),
      id: {type: ['null', 'integer'], description: 'Id of a user of the company; may be the key.'},
      active_flag: {
        type: ['null', 'boolean'],
        description:
          'false deactivates the user, true activates it, which uses a paid seat and needs allow_invitations.',
      },
      role: {type: ['null', 'integer', 'string'], description: `Id or exact name. ${roleText}`},
      role_id: {type: ['null', 'integer'], description: `Id of the role. ${roleText}`},
      role_name: text(`Exact name of the role. ${roleText}`),
      access: accessSchema,
      name: text(
        'Sent when a user is created; Pipedrive shows the e-mail until the user signs in.',
      ),
      ...Object.fromEntries(
        ['phone', 'locale', 'timezone_name', 'default_currency'].map((name) => [name, guideOnly]),
      ),
    },
  };
}

const guideOnly = text('Sent with write_fields "guide" only; Pipedrive itself ignores it.');

const accessSchema: JsonObject = {
  type: ['null', 'array'],
  description: 'Apps of a new user, such as [{"app":"sales"}]; cannot be changed afterwards.',
  items: {
    type: 'object',
    required: ['app'],
    properties: {
      app: {type: 'string'},
      admin: {type: 'boolean'},
      permission_set_id: {type: 'string'},
    },
  },
};

function text(description: string): JsonObject {
  return {type: ['null', 'string'], description};
}

/** Undefined when this token may not list them; any other failure is one. */
async function visibleRoles(
  client: HttpClient,
  signal: AbortSignal,
): Promise<readonly Role[] | undefined> {
  try {
    return await listRoles(client, signal);
  } catch (error) {
    if (error instanceof Failure && error.kind === 'auth' && error.status === 403) return undefined;
    throw error;
  }
}

function describeRoles(roles: readonly Role[] | undefined): string {
  if (roles === undefined) return 'The token may not list the roles of the company.';
  const shown = roles
    .slice(0, ROLES_SHOWN_MAX)
    .map(({id, name}) => `${id} ${JSON.stringify(name)}`);
  const more = roles.length > ROLES_SHOWN_MAX ? ', and more' : '';
  return `Roles of the company: ${shown.join(', ')}${more}.`;
}
