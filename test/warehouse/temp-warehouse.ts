import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Warehouse, WarehouseOptions} from '../../src/warehouse/open-warehouse';
import {openWarehouse} from '../../src/warehouse/open-warehouse';

/** A folder that is gone after the test, and warehouses that are closed by then. */
export interface TempWarehouses {
  readonly directory: string;
  readonly path: string;
  open(options?: Partial<WarehouseOptions>): Promise<Warehouse>;
  clean(): void;
}

export function tempWarehouses(): TempWarehouses {
  const directory = mkdtempSync(join(tmpdir(), 'user-sync-test-'));
  const path = join(directory, 'people.duckdb');
  const open: Warehouse[] = [];
  return {
    directory,
    path,
    open: async (options) => {
      const warehouse = await openWarehouse({path, memoryMb: 256, files: [directory], ...options});
      open.push(warehouse);
      return warehouse;
    },
    clean: () => {
      for (const warehouse of open) warehouse.close();
      rmSync(directory, {recursive: true, force: true});
    },
  };
}
