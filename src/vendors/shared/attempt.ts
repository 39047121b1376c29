import {toFailure, type Failure} from '../../core/failure';

/** A step's result, or the failure that it ended with; for steps of which several are tried. */
export async function attempt<Result>(step: () => Promise<Result>): Promise<Result | Failure> {
  try {
    return await step();
  } catch (error) {
    return toFailure(error);
  }
}
