import type {Answer} from '../vendor-part';
import {writeWithQuirks, type QuirkName} from './quirks/quirks';

const SCIM_TYPE = 'application/scim+json; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** Makes answers in the media type that the settings name. */
export type AnswerMaker = (
  status: number,
  body: unknown,
  headers?: Readonly<Record<string, string>>,
) => Answer;

/** The maker of a media type; quirks are played in answers that are no errors. */
export function answerMaker(
  mediaType: 'scim' | 'json',
  quirks: readonly QuirkName[] = [],
): AnswerMaker {
  return (status, body, headers) => ({
    status,
    contentType: mediaType === 'json' ? JSON_TYPE : SCIM_TYPE,
    body: Buffer.from(status < 400 ? writeWithQuirks(quirks, body) : JSON.stringify(body)),
    ...(headers && {headers}),
  });
}

/** A SCIM 2.0 error; `status` is a text in it. */
export function errorBody(status: number, detail: string, scimType?: string): unknown {
  return {
    schemas: [ERROR],
    status: String(status),
    ...(scimType !== undefined && {scimType}),
    detail,
  };
}

/** A SCIM 1.1 error. */
export function oldErrorBody(status: number, description: string): unknown {
  return {Errors: [{description, code: String(status)}]};
}

/** An answer without a body. */
export const noContent: Answer = {status: 204, body: Buffer.alloc(0)};
