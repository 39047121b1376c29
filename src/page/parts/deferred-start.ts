import {useEffect, useState} from 'preact/hooks';

/** False in the first view, true from then on: what takes long to read must not hold it up. */
export function useDeferredStart(): boolean {
  const [started, setStarted] = useState(false);
  useEffect(() => {
    // After the browser has painted, also when the page lies in the background and no frame comes.
    const timer = setTimeout(() => setStarted(true), 50);
    return () => clearTimeout(timer);
  }, []);
  return started;
}
