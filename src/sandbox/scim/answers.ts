import {jsonAnswer} from '../answer';
import type {Answer} from '../vendor-part';

const SCIM_TYPE = 'application/scim+json; charset=utf-8';
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** Makes answers in the media type that the settings name. */
export type AnswerMaker = (status: number, body: unknown) => Answer;

/** The maker of a media type. */
export function answerMaker(mediaType: 'scim' | 'json'): AnswerMaker {
  return (status, body) => {
    const answer = jsonAnswer(status, body);
    return mediaType === 'json' ? answer : {...answer, contentType: SCIM_TYPE};
  };
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
