import {useEffect, useState} from 'preact/hooks';
import {loadParts} from './read-data';

/** Whether the large lists can be read. */
type Loading = 'begun' | 'done' | 'failed';

let loading: Promise<void> | undefined;

/** `begun` in the first view, `done` when the large lists are there: what takes long must not hold it up. */
export function useParts(): Loading {
  const [state, setState] = useState<Loading>('begun');
  useEffect(() => {
    // After the browser has painted, also when the page lies in the background and no frame comes.
    const timer = setTimeout(() => {
      loading ??= loadParts();
      loading.then(
        () => setState('done'),
        () => setState('failed'),
      );
    }, 50);
    return () => clearTimeout(timer);
  }, []);
  return state;
}
