import {loadModules} from '../../support/load-modules';
import type {ObjectCase} from './object-case';

/** Every way to write every object; a new vendor's are a file of cases. */
export const objectCases: readonly ObjectCase[] = [
  ...loadModules<readonly ObjectCase[]>(__dirname, {ending: '-cases', member: 'cases'}).values(),
].flat();
