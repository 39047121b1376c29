/** The import rules of the house; ARCHITECTURE.md draws them. */
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: {path: `^src/${from}/`},
  to: {path: '^src/', pathNot: `^src/(${[from, ...allowed].join('|')})/`},
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
