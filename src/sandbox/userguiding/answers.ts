import {htmlAnswer, jsonAnswer, withHeaders} from '../answer';
import type {Answer} from '../vendor-part';
import type {UserguidingSettings} from './settings';

/** What an error answer says. */
export interface Refusal {
  readonly status: number;
  readonly reason: string;
  /** The field that it is about. */
  readonly field?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error in the configured shape; none of them is documented. */
export function errorAnswer(form: UserguidingSettings['error_form'], refusal: Refusal): Answer {
  const answer = inForm(form, refusal);
  return refusal.headers ? withHeaders(answer, refusal.headers) : answer;
}

function inForm(form: UserguidingSettings['error_form'], refusal: Refusal): Answer {
  const {status, reason, field} = refusal;
  switch (form) {
    case 'success_error':
      return jsonAnswer(status, {success: false, error: reason});
    case 'message':
      return jsonAnswer(status, {message: reason});
    case 'detail':
      return jsonAnswer(status, {detail: reason});
    case 'detail_list':
      return jsonAnswer(status, {
        detail: [{loc: ['body', field ?? ''], msg: reason, type: 'value_error'}],
      });
    case 'text':
      return textAnswer(status, reason);
    case 'html':
      return htmlAnswer(status, reason);
    case 'empty':
      return emptyAnswer(status);
  }
}

/** The odd answers to a write that was carried out (UserGuiding Q2); any other kind is the usual one. */
export function oddAnswer(kind: UserguidingSettings['odd_answer'], usual: Answer): Answer {
  switch (kind) {
    case 'none':
    case 'success_false':
      return usual;
    case 'success_missing':
      return jsonAnswer(200, {status: 'ok'});
    case 'empty':
      return emptyAnswer(200);
    case 'no_content':
      return emptyAnswer(204);
    case 'text':
      return textAnswer(200, 'OK');
    case 'html':
      return htmlAnswer(200, 'Please wait');
  }
}

/** An answer without a body. */
export function emptyAnswer(status: number): Answer {
  return {status, body: Buffer.alloc(0)};
}

function textAnswer(status: number, text: string): Answer {
  return {status, contentType: 'text/plain; charset=utf-8', body: Buffer.from(text)};
}
