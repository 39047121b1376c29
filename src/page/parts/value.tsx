import {useState} from 'preact/hooks';
import {cutText} from './cut-text';

/** Longer values are cut until somebody asks for the rest. */
const SHOWN_MAX = 160;

/** Signs that change the direction of text, are not seen, or control a terminal. */
const HIDDEN_SIGNS = /([\p{Cc}\p{Bidi_Control}\u200b\u2060\ufeff])/u;

/** A value of somebody's data: always text, in its own direction, with unseen signs named. */
export function Value({
  text,
  code = false,
  cut = false,
}: {
  readonly text: string;
  readonly code?: boolean;
  /** Inside a button there cannot be another: the rest is not offered. */
  readonly cut?: boolean;
}) {
  const [whole, setWhole] = useState(false);
  const beginning = cutText(text, SHOWN_MAX);
  const long = beginning !== text;
  const shown = long && !whole ? beginning : text;
  return (
    <>
      <bdi class={code ? 'value code' : 'value'}>{named(shown)}</bdi>
      {long && !cut && (
        <button type="button" class="quiet" onClick={() => setWhole(!whole)}>
          {whole ? 'show less' : `show all ${text.length.toLocaleString('en-US')} characters`}
        </button>
      )}
    </>
  );
}

function named(text: string) {
  if (!HIDDEN_SIGNS.test(text)) return text;
  return text.split(HIDDEN_SIGNS).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <span class="sign" key={index}>
        {signName(part)}
      </span>
    ),
  );
}

function signName(sign: string): string {
  if (sign === '\n') return '↵';
  if (sign === '\t') return '⇥';
  return `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
