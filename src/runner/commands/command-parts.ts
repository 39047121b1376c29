import type {Kit} from '../../core/kit';
import type {Vendor} from '../../vendors/vendor';
import type {ConfigSchemas} from '../run-file/run-file';
import type {Terminal} from './terminal';

/** What every command is built on. */
export interface CommandParts {
  readonly vendors: readonly Vendor[];
  readonly schemas: ConfigSchemas;
  readonly kit: Kit;
  readonly terminal: Terminal;
  readonly environment: Readonly<Record<string, string | undefined>>;
}
