import {closestName} from '../../core/closest-name';
import {Failure} from '../../core/failure';
import type {RunFile} from './run-file';

/**
 * The models that a run sends: those that are named, or all.
 * @throws Failure `config` for a name that the run file does not have.
 */
export function selectModels(runFile: RunFile, select: readonly string[]): readonly string[] {
  const names = runFile.models.map(({name}) => name);
  if (select.length === 0) return names;
  return [...new Set(select.map((wanted) => findModel(runFile, wanted, names)))];
}

function findModel(runFile: RunFile, wanted: string, names: readonly string[]): string {
  const found =
    names.find((name) => name === wanted) ??
    names.find((name) => name.toLowerCase() === wanted.toLowerCase());
  if (found !== undefined) return found;
  const close = closestName(wanted, names);
  const hint = close === undefined ? '' : ` Did you mean ${close}?`;
  throw new Failure({
    kind: 'config',
    message: `--select names the model ${wanted}, which ${runFile.path} does not have.${hint} The models are ${names.join(', ')}.`,
  });
}
