import type {Side} from './assemble-spec';

/** True for a configuration that the schema of a side accepts; of others it says nothing but that they are. */
export type Accepts = (config: unknown) => boolean;

/**
 * Checks that were compiled beforehand, so that neither the compiler nor the schema has to be loaded for a
 * configuration that is right. The build puts one in here for each connector; elsewhere there are none, and
 * schemas are compiled as ever.
 */
export const readyChecks: Readonly<Partial<Record<Side, () => Accepts>>> = {};
