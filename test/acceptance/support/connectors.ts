import {join} from 'node:path';
import {loadCatConfig, type CatConfig} from './cat-config';

const root = join(__dirname, '..', '..', '..');

/** A connector under test. */
export interface Connector {
  /** Of the launcher and of its folder below `connectors`. */
  readonly name: 'source-user-sync' | 'destination-user-sync';
  /** acceptance-test-config.yml. */
  readonly configPath: string;
  readonly metadataPath: string;
  readonly program: string;
  readonly config: CatConfig;
}

function connector(name: Connector['name'], configPath: string): Connector {
  const folder = join(root, 'connectors', name);
  const path = join(root, configPath);
  return {
    name,
    configPath: path,
    metadataPath: join(folder, 'metadata.yaml'),
    program: join(root, 'bin', name),
    config: loadCatConfig(path),
  };
}

export const source = connector('source-user-sync', 'acceptance-test-config.yml');
export const destination = connector(
  'destination-user-sync',
  'connectors/destination-user-sync/acceptance-test-config.yml',
);
