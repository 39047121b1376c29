/** The import rules of the house; ARCHITECTURE.md draws them. */
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: {path: `^src/${from}/`},
  to: {path: '^src/', pathNot: `^src/(${[from, ...allowed].join('|')})/`},
});

/** Only these files of a folder may be imported from outside it. */
const door = (room, files) => ({
  name: `${room.replace('/', '-')}-has-a-door`,
  severity: 'error',
  from: {path: '^src/', pathNot: `^src/${room}/`},
  to: {path: `^src/${room}/`, pathNot: `^src/${room}/(${files.join('|')})\\.ts$`},
});

/** Inside a folder: which of its rooms one of them may import. */
const room = (folder, name, allowed) => ({
  name: `${folder}-${name}-knows-its-neighbours`,
  severity: 'error',
  from: {path: `^src/${folder}/${name}/`},
  to: {path: `^src/${folder}/`, pathNot: `^src/${folder}/(${[name, ...allowed].join('|')})/`},
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {name: 'no-circular', severity: 'error', from: {}, to: {circular: true}},
    {name: 'no-orphans', severity: 'error', from: {orphan: true, path: '^src/'}, to: {}},
    {
      // The images leave these out: scripts/image and the Dockerfile.
      name: 'connectors-never-reach-the-local-runner',
      severity: 'error',
      from: {path: '^src/(source|destination)\\.ts$'},
      to: {
        path: '^src/(warehouse|runner|sandbox)/|node_modules/(@duckdb|cli-table3|yaml|faros-js-client|ts-essentials)/',
        reachable: true,
      },
    },
    only('core-stands-alone', 'core', []),
    only('config-knows-core', 'config', ['core', 'resources']),
    only('resources-know-core', 'resources', ['core']),
    only('http-knows-core', 'http', ['core']),
    only('read-knows-core', 'read', ['core']),
    only('write-knows-core', 'write', ['core']),
    only('accounts-know-the-engines', 'accounts', ['core', 'config', 'read', 'write']),
    only('airbyte-knows-the-engines', 'airbyte', [
      'core',
      'config',
      'resources',
      'read',
      'write',
      'accounts',
    ]),
    door('airbyte', ['grow-heap-slowly', 'launch', 'program', 'run-destination', 'run-source']),
    door('airbyte/commands', [
      'command-line',
      'connector-parts',
      'destination-commands',
      'source-commands',
    ]),
    door('airbyte/input', [
      'configured-catalog',
      'input-lines',
      'input-message',
      'load-config',
      'saved-states',
    ]),
    door('airbyte/output', ['line-output', 'log-traffic', 'message-writer', 'output-mask']),
    door('airbyte/read', ['read-to-messages']),
    door('airbyte/write', ['mappings-of', 'open-objects', 'write-from-input']),
    room('airbyte', 'protocol', []),
    room('airbyte', 'input', ['protocol']),
    room('airbyte', 'output', ['protocol']),
    room('airbyte', 'read', ['protocol', 'input', 'output']),
    room('airbyte', 'write', ['protocol', 'input', 'output']),
    room('airbyte', 'commands', ['protocol', 'input', 'output', 'read', 'write']),
    {
      // `spec` and `--help` run these files only; a command loads its own code when it runs.
      name: 'what-every-command-loads-is-little',
      severity: 'error',
      from: {
        path: '^src/((source|destination)\\.ts$|airbyte/([^/]+|output/(line-output|message-writer|output-mask)|protocol/.*|commands/(command-line|connector-parts|message-generator|(shared|source|destination)-commands|user-sync-(source|destination)))\\.ts$)',
      },
      to: {
        path: '^src/(read|write|accounts|vendors|http)/|^src/airbyte/(input|read|write)/|^src/airbyte/commands/((check|discover|open|read|write)-|section-keeper|warn)|^src/config/(?!(assemble|publish)-spec)|node_modules/(ajv|axios|faros-airbyte-cdk/lib/(index|protocol|errors|logger))',
        dependencyTypesNot: ['type-only', 'dynamic-import'],
      },
    },
    only('vendors-know-the-kit', 'vendors', [
      'core',
      'config',
      'resources',
      'http',
      'read',
      'write',
      'generated',
    ]),
    only('warehouse-knows-core', 'warehouse', ['core']),
    only('runner-knows-engines-and-warehouse', 'runner', [
      'core',
      'config',
      'resources',
      'read',
      'write',
      'accounts',
      'warehouse',
      'vendors',
      'generated',
    ]),
    only('sandbox-shares-no-code-with-the-clients', 'sandbox', []),
    {
      name: 'one-vendor-never-knows-another',
      severity: 'error',
      from: {path: '^src/(vendors|sandbox)/([^/]+)/'},
      to: {path: '^src/$1/[^/]+/', pathNot: '^src/$1/($2|shared)/'},
    },
    {
      name: 'only-the-airbyte-layer-knows-the-cdk',
      severity: 'error',
      from: {path: '^src/', pathNot: '^src/airbyte/'},
      to: {path: 'node_modules/faros-airbyte-cdk'},
    },
    {
      name: 'only-the-http-kit-knows-axios',
      severity: 'error',
      from: {path: '^src/', pathNot: '^src/http/'},
      to: {path: 'node_modules/axios'},
    },
    {
      name: 'only-the-warehouse-knows-duckdb',
      severity: 'error',
      from: {path: '^src/', pathNot: '^src/warehouse/'},
      to: {path: 'node_modules/@duckdb'},
    },
    {
      name: 'src-never-imports-tests',
      severity: 'error',
      from: {path: '^src/'},
      to: {path: '^(test|bench)/'},
    },
  ],
  options: {
    doNotFollow: {path: 'node_modules'},
    tsPreCompilationDeps: true,
    tsConfig: {fileName: 'tsconfig.json'},
  },
};
