import type {ObjectCase} from './object-case';
import {pendoCases} from './pendo-cases';
import {pipedriveCases} from './pipedrive-cases';
import {userguidingCases} from './userguiding-cases';

/** Every way to write every object; a new object is a file of cases and a line here. */
export const objectCases: readonly ObjectCase[] = [
  ...pendoCases,
  ...userguidingCases,
  ...pipedriveCases,
];
