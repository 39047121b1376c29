import type {JsonObject} from '../../core/json';

const scalar: JsonObject = {type: ['null', 'string', 'number', 'boolean']};
const text: JsonObject = {type: ['null', 'string']};
const time: JsonObject = {
  type: ['null', 'string'],
  format: 'date-time',
  airbyte_type: 'timestamp_with_timezone',
  description: 'When the user (or company) was created in your own system.',
};

/**
 * JSON schema of what can be written. It is the same for every workspace: attributes come into being
 * when they are first sent, and there is no call that lists them (UserGuiding Q3).
 */
export const userSchema: JsonObject = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  required: ['userId'],
  additionalProperties: scalar,
  properties: {
    userId: {
      type: 'string',
      description:
        "The user's id exactly as the application gives it to UserGuiding, case included.",
    },
    email: text,
    name: text,
    created_at: time,
    company: {
      type: ['null', 'object'],
      description: 'The company that the user is linked to, with its attributes.',
      additionalProperties: scalar,
      properties: {
        id: {type: ['null', 'string'], description: 'Id of the company; none without it.'},
        name: text,
        created_at: time,
      },
    },
  },
};
