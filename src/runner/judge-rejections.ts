import {Failure} from '../core/failure';

/** Fewer outcomes than this say nothing about a share, unless they are all there are. */
const SHARE_ROWS_MIN = 100;

/**
 * Whether a model's rejections end its sync. They are measured against all rows of the model, not
 * against those sent: rejected rows are tried again with every run, and once the others are in
 * place, they are all that is sent.
 */
export function judgeRejections(figures: {
  readonly model: string;
  readonly object: string;
  readonly rejected: number;
  readonly settled: number;
  readonly rows: number;
  readonly percentMax: number;
  readonly atEnd: boolean;
  /** The sentence then says what would happen. */
  readonly dryRun: boolean;
}): Failure | undefined {
  const {rejected, settled, rows, percentMax, atEnd, dryRun} = figures;
  const were = dryRun ? 'would be' : 'were';
  if (rejected === 0 || (!atEnd && settled < SHARE_ROWS_MIN)) return undefined;
  const all = atEnd && rejected === rows;
  if (!all && rejected * 100 <= percentMax * rows) return undefined;
  const share = all
    ? `All ${rows} rows of the model ${figures.model} ${were} rejected for ${figures.object}`
    : `${rejected} of ${rows} rows of the model ${figures.model} ${were} rejected for ${figures.object}, more than the ${percentMax} percent that "rejected_records.max_percent" allows`;
  return new Failure({
    kind: 'data',
    message: dryRun
      ? `${share}; the run would fail. Correct what the plan names first.`
      : `${share}. Correct the cause that the file of rejected records names and run again; they are tried again with every run.`,
  });
}
