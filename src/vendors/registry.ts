import type {Vendor} from './vendor';

/** Every vendor; a new one is a folder beside this file and a line here. */
export const vendors: readonly Vendor[] = [];
