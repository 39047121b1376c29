import {copyFileSync, existsSync} from 'node:fs';
import {openWarehouse} from './open-warehouse';

/**
 * Copies a warehouse file, with what its write-ahead log holds, to another place, so that a run can
 * be tried there. A missing file gives no copy: the run begins with an empty warehouse, as it would.
 * @throws Failure `transient` when another process holds the file, `config` when it is not a DuckDB file.
 */
export async function copyWarehouse(from: string, to: string): Promise<void> {
  if (!existsSync(from)) return;
  // Open for reading meanwhile: nobody else can write, and the copy is of one moment.
  const held = await openWarehouse({path: from, readOnly: true});
  try {
    copyFileSync(from, to);
    if (existsSync(`${from}.wal`)) copyFileSync(`${from}.wal`, `${to}.wal`);
  } finally {
    held.close();
  }
}
