import type {JsonObject} from '../../../src/core/json';

const text: JsonObject = {type: 'string', pattern: '\\S'};
const yes: JsonObject = {type: 'boolean'};
const seconds: JsonObject = {type: 'integer', minimum: 1};

/** An object that has these members and no others. */
function closed(properties: JsonObject, required: readonly string[] = []): JsonObject {
  return {type: 'object', additionalProperties: false, required, properties};
}

function listOf(items: JsonObject): JsonObject {
  return {type: 'array', items};
}

const named = closed({name: text, bypass_reason: text}, ['name', 'bypass_reason']);
const bypass = closed({bypass_reason: text}, ['bypass_reason']);
const where = {
  config_path: text,
  timeout_seconds: seconds,
  deployment_mode: {enum: ['cloud', 'oss']},
};
const backwards = closed(
  {
    previous_connector_version: {type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+$'},
    disable_for_version: {type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+$'},
  },
  ['previous_connector_version'],
);
const container = closed({
  secrets_path: text,
  client_container_dockerfile_path: text,
  setup_command: listOf(text),
  teardown_command: listOf(text),
  between_syncs_command: listOf(text),
});

/** Either tests or one reason why there are none; `more` stands beside them. */
function section(test: JsonObject, more: JsonObject = {}): JsonObject {
  return {
    ...closed({bypass_reason: text, tests: {...listOf(test), minItems: 1}, ...more}),
    oneOf: [{required: ['tests']}, {required: ['bypass_reason']}],
  };
}

const spec = closed(
  {
    ...where,
    spec_path: text,
    backward_compatibility_tests_config: backwards,
    auth_default_method: closed({oauth: yes, bypass_reason: text}),
  },
  ['spec_path', 'config_path', 'backward_compatibility_tests_config'],
);

const connection = closed({...where, status: {enum: ['succeed', 'failed', 'exception']}}, [
  'config_path',
  'status',
]);

const discovery = closed(
  {
    ...where,
    backward_compatibility_tests_config: backwards,
    // What would switch an assertion off may only be said to be on.
    validate_primary_keys_data_type: {const: true},
  },
  ['config_path', 'backward_compatibility_tests_config'],
);

const basicRead = closed(
  {
    ...where,
    empty_streams: listOf(named),
    expect_records: {
      ...closed({path: text, exact_order: yes, bypass_reason: text}),
      oneOf: [{required: ['path']}, {required: ['bypass_reason']}],
    },
    validate_schema: {const: true},
    validate_stream_statuses: {const: true},
    validate_state_messages: {const: true},
    validate_primary_keys_data_type: {const: true},
    fail_on_extra_columns: {const: true},
    validate_data_points: {const: true},
    expect_trace_message_on_failure: {const: true},
    file_types: closed({skip_test: yes, bypass_reason: text}),
    client_container_config: container,
  },
  // No configured_catalog_path: at high strictness every stream that is discovered is read.
  ['config_path', 'expect_records', 'validate_data_points', 'validate_stream_statuses'],
);

const fullRefresh = closed(
  {
    ...where,
    configured_catalog_path: text,
    ignored_fields: {type: 'object', additionalProperties: listOf(named)},
    client_container_config: container,
  },
  ['config_path'],
);

const incremental = closed(
  {
    ...where,
    configured_catalog_path: text,
    future_state: {
      ...closed({
        future_state_path: text,
        missing_streams: listOf(named),
        bypass_reason: text,
        cursor_format: {type: 'object'},
      }),
      oneOf: [{required: ['future_state_path']}, {required: ['bypass_reason']}],
    },
    skip_comprehensive_incremental_tests: {const: false},
    client_container_config: container,
  },
  ['config_path', 'future_state'],
);

const attributes = closed(
  {
    ...where,
    streams_without_primary_key: listOf(named),
    allowed_hosts: bypass,
    suggested_streams: bypass,
  },
  ['config_path'],
);

const fieldsWithoutData = listOf(
  closed({streams: listOf(text), fields: listOf(text), bypass_reason: text}, [
    'streams',
    'fields',
    'bypass_reason',
  ]),
);

/**
 * The format of acceptance-test-config.yml at high strictness, in Airbyte's own words; a name that is
 * not here is refused. `fields_without_data` is ours; Airbyte's reader overlooks what stands beside
 * `tests`.
 */
export const catConfigSchema: JsonObject = closed(
  {
    connector_image: {type: 'string', pattern: '^(source|destination)-user-sync:dev$'},
    test_strictness_level: {const: 'high'},
    base_path: text,
    custom_environment_variables: {type: 'object'},
    acceptance_tests: closed(
      {
        spec: section(spec),
        connection: section(connection),
        discovery: section(discovery),
        basic_read: section(basicRead, {fields_without_data: fieldsWithoutData}),
        full_refresh: section(fullRefresh),
        incremental: section(incremental),
        connector_attributes: section(attributes),
        connector_documentation: section(closed(where, ['config_path'])),
      },
      ['spec', 'connection', 'discovery', 'basic_read', 'full_refresh', 'incremental'],
    ),
  },
  ['connector_image', 'test_strictness_level', 'acceptance_tests'],
);
