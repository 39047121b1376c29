import type {JsonObject} from '../../../src/core/json';

/**
 * Airbyte's model of `metadata.yaml`, ConnectorMetadataDefinitionV0, as of November 2026: which members
 * there are and which must be there. What this project has no use for is not described, so that it
 * is refused.
 */

const text: JsonObject = {type: 'string', minLength: 1};
const flag: JsonObject = {type: 'boolean'};
const uri: JsonObject = {type: 'string', format: 'uri'};

function record(properties: JsonObject, required: readonly string[] = []): JsonObject {
  return {type: 'object', additionalProperties: false, required: [...required], properties};
}

function listOf(items: JsonObject): JsonObject {
  return {type: 'array', items, minItems: 1, uniqueItems: true};
}

const resources = record({
  cpu_request: text,
  cpu_limit: text,
  memory_request: text,
  memory_limit: text,
});

const jobTypes = [
  'get_spec',
  'check_connection',
  'discover_schema',
  'sync',
  'reset_connection',
  'connection_updater',
  'replicate',
];

const breakingChange = record(
  {
    message: text,
    upgradeDeadline: {type: 'string', format: 'date'},
    deadlineAction: {enum: ['auto_upgrade', 'disable']},
    migrationDocumentationUrl: uri,
    scopedImpact: listOf(
      record({scopeType: {const: 'stream'}, impactedScopes: listOf(text)}, [
        'scopeType',
        'impactedScopes',
      ]),
    ),
  },
  ['message', 'upgradeDeadline'],
);

const releases = record({
  rolloutConfiguration: record({
    enableProgressiveRollout: flag,
    initialPercentage: {type: 'integer', minimum: 0, maximum: 100},
    maxPercentage: {type: 'integer', minimum: 0, maximum: 100},
    advanceDelayMinutes: {type: 'integer', minimum: 10},
  }),
  breakingChanges: {
    type: 'object',
    minProperties: 1,
    additionalProperties: false,
    patternProperties: {'^\\d+\\.\\d+\\.\\d+$': breakingChange},
  },
  migrationDocumentationUrl: uri,
});

const data = record(
  {
    name: text,
    definitionId: {type: 'string', format: 'uuid'},
    connectorType: {enum: ['source', 'destination']},
    connectorSubtype: {
      enum: [
        'api',
        'database',
        'datalake',
        'file',
        'custom',
        'message_queue',
        'unknown',
        'vectorstore',
      ],
    },
    dockerRepository: text,
    dockerImageTag: {type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?$'},
    githubIssueLabel: text,
    icon: text,
    license: {enum: ['MIT', 'ELv2']},
    releaseStage: {enum: ['alpha', 'beta', 'generally_available', 'custom']},
    supportLevel: {enum: ['community', 'certified', 'archived']},
    protocolVersion: text,
    documentationUrl: uri,
    externalDocumentationUrls: listOf(
      record({title: text, url: uri, type: text, requiresLogin: flag}, ['title', 'url']),
    ),
    erdUrl: uri,
    releaseDate: {type: 'string', format: 'date'},
    tags: listOf({type: 'string', pattern: '^(language|cdk|keyword):[a-z0-9-]+$'}),
    allowedHosts: record({hosts: listOf(text)}, ['hosts']),
    suggestedStreams: record({streams: listOf(text)}, ['streams']),
    resourceRequirements: record({
      default: resources,
      jobSpecific: listOf(
        record({jobType: {enum: jobTypes}, resourceRequirements: resources}, [
          'jobType',
          'resourceRequirements',
        ]),
      ),
    }),
    maxSecondsBetweenMessages: {type: 'integer', minimum: 1},
    supportsRefreshes: flag,
    supportsDataActivation: flag,
    supportsFileTransfer: flag,
    connectorTestSuitesOptions: listOf(
      record({suite: {enum: ['unitTests', 'integrationTests', 'acceptanceTests', 'liveTests']}}, [
        'suite',
      ]),
    ),
    releases,
    registryOverrides: record({
      oss: record({enabled: flag}, ['enabled']),
      cloud: record({enabled: flag}, ['enabled']),
    }),
  },
  [
    'name',
    'definitionId',
    'connectorType',
    'connectorSubtype',
    'dockerRepository',
    'dockerImageTag',
    'license',
    'documentationUrl',
    'githubIssueLabel',
    'releaseStage',
  ],
);

/** The JSON schema of `metadata.yaml`. */
export const metadataSchema: JsonObject = record({metadataSpecVersion: {const: '1.0'}, data}, [
  'metadataSpecVersion',
  'data',
]);
