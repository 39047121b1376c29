import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import {basename, dirname, join, resolve} from 'node:path';
import {Failure} from '../../core/failure';
import {METRICS_START} from './metrics-text';

/** A file that a monitoring system reads at any time. */
export interface MetricsFile {
  /** What an earlier run left there; empty when there was none. */
  readonly before: string;
  /** Replaces the whole file at once. @throws the system's error. */
  write(text: string): void;
}

/**
 * Finds out whether the file can be written, by writing a file beside it.
 * @throws Failure `config` when it cannot, or when the file holds something else than metrics.
 */
export function openMetricsFile(path: string): MetricsFile {
  const target = existsSync(path) ? realpathSync(path) : resolve(path);
  // Not the ending .prom: node_exporter reads every file that has it.
  const partial = join(dirname(target), `.${basename(target)}.${process.pid}.part`);
  const before = readBefore(path, target);
  try {
    writeWhole(partial, '');
    rmSync(partial);
  } catch (error) {
    throw refusal(
      path,
      `cannot be written: ${String(error)}. Its folder must exist, and the user of this process must be allowed to write in it`,
    );
  }
  return {
    before,
    write: (text) => {
      try {
        writeWhole(partial, text);
        renameSync(partial, target);
      } catch (error) {
        rmSync(partial, {force: true});
        throw error;
      }
    },
  };
}

function readBefore(path: string, target: string): string {
  if (!existsSync(target)) return '';
  if (!statSync(target).isFile()) throw refusal(path, 'is not a regular file');
  let text: string;
  try {
    text = readFileSync(target, 'utf8');
  } catch (error) {
    throw refusal(path, `cannot be read: ${String(error)}`);
  }
  if (text === '' || text.startsWith(METRICS_START)) return text;
  throw refusal(path, 'holds something else than metrics of user-sync, and is left as it is');
}

function refusal(path: string, why: string): Failure {
  return new Failure({
    kind: 'config',
    message: `--metrics: ${path} ${why}. Give another file, for example /var/lib/node_exporter/user-sync.prom.`,
  });
}

function writeWhole(path: string, text: string): void {
  const file = openSync(path, 'w');
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  // Other users read it, the monitoring system's; it holds nobody's data.
  chmodSync(path, 0o644);
}
