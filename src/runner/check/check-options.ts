import type {Kit} from '../../core/kit';
import type {Vendor} from '../../vendors/vendor';
import type {ConfigSchemas} from '../run-file/run-file';

/** What a run file is checked with. */
export interface CheckOptions {
  readonly path: string;
  readonly vendors: readonly Vendor[];
  readonly schemas: ConfigSchemas;
  readonly kit: Kit;
  readonly environment: Readonly<Record<string, string | undefined>>;
}
