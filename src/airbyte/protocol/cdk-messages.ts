import type {
  AirbyteCatalogMessage,
  AirbyteConnectionStatusMessage,
  AirbyteMessage,
  AirbyteSpec,
} from 'faros-airbyte-cdk/lib/protocol';
import type {OutMessage} from './messages';

// The CDK's types name a part of the protocol of 2021: no `is_resumable`, no DESTINATION_CATALOG, message
// types as an enum of the same texts. Its code only passes messages on, so ours stand for its own.

type MessageOf<Type> = Extract<OutMessage, {readonly type: Type}>;

/** The specification in the CDK's type. */
export function cdkSpec(message: MessageOf<'SPEC'>): AirbyteSpec {
  return message as unknown as AirbyteSpec;
}

/** The answer of `check` in the CDK's type. */
export function cdkStatus(message: MessageOf<'CONNECTION_STATUS'>): AirbyteConnectionStatusMessage {
  return message as unknown as AirbyteConnectionStatusMessage;
}

/** The catalog in the CDK's type. */
export function cdkCatalog(message: MessageOf<'CATALOG'>): AirbyteCatalogMessage {
  return message as unknown as AirbyteCatalogMessage;
}

/** One message for each line of a page, any other message as it is, in the CDK's type. */
export function cdkMessages(message: OutMessage): readonly AirbyteMessage[] {
  const messages =
    'lines' in message
      ? message.lines
          .split('\n')
          .filter((line) => line !== '')
          .map((line): unknown => JSON.parse(line))
      : [message];
  return messages as readonly AirbyteMessage[];
}

/** The specification or the catalog as the CDK's method gave it. */
export function fromCdk(message: AirbyteSpec | AirbyteCatalogMessage): OutMessage {
  return message as unknown as OutMessage;
}

/** The answer of `check` as the CDK's method gave it. */
export function fromCdkStatus(
  message: AirbyteConnectionStatusMessage,
): MessageOf<'CONNECTION_STATUS'> {
  return message as unknown as MessageOf<'CONNECTION_STATUS'>;
}
