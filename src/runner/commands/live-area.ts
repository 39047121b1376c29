import {createLogUpdate} from 'log-update';
import type {LiveArea} from '../progress/live-view';

/** The lines at the end of a terminal; a file of its own, because the library is loaded for terminals only. */
export function createLiveArea(terminal: {
  readonly write: (text: string) => void;
  readonly width: () => number;
  readonly height: () => number;
}): LiveArea {
  const {write, width, height} = terminal;
  const stream = {
    isTTY: true,
    write: (text: string): boolean => {
      write(text);
      return true;
    },
    get columns() {
      return width();
    },
    get rows() {
      return height();
    },
  };
  // It writes and looks at the size; the type asks for a whole stream.
  const render = createLogUpdate(stream as unknown as NodeJS.WritableStream, {showCursor: true});
  let drawn = '';
  return {
    width,
    height,
    draw: (text) => {
      drawn = text;
      render(text);
    },
    clear: () => {
      if (drawn !== '') render.clear();
      drawn = '';
    },
    write: (text) => {
      if (drawn !== '') render.clear();
      write(text);
      if (drawn !== '') render(drawn);
    },
  };
}
