import type {Vendor} from '../vendor';
import {userguidingDestination} from './destination';

/** UserGuiding: the users whom product guides are shown to. It can only be written. */
export const userguiding: Vendor = {name: 'userguiding', destination: userguidingDestination};
