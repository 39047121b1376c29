import type {Failure} from '../core/failure';

/**
 * True for what would meet every stream of the vendor: a refused credential, wrong settings, a used-up
 * quota. Not so what one endpoint answered: a missing right (403) or a missing endpoint says nothing of
 * others.
 */
export function concernsVendor({kind, status}: Failure): boolean {
  switch (kind) {
    case 'auth':
      return status !== 403;
    case 'config':
      return status === undefined;
    case 'limited':
      return true;
    case 'transient':
    case 'data':
    case 'system':
      return false;
  }
}
