import type {Attribute, ResourceSchema} from '../schema/attribute';
import {
  attributeNamed,
  extensionNamed,
  topAttributes,
  type ResourceKind,
} from '../schema/resource-kind';

/** An attribute as filters and paths name it: `name.givenName`, or below the URN of a schema. */
export interface AttributeName {
  readonly urn?: string;
  readonly name: string;
  readonly sub?: string;
}

/** Where an attribute lies in resources of a kind. */
export interface AttributePlace {
  /** The extension that holds it; undefined: it stands at the top. */
  readonly extension?: ResourceSchema;
  /** Undefined: the whole extension is meant. */
  readonly attribute?: Attribute;
  readonly sub?: Attribute;
}

const NAME = /^(?:(urn:[^\s[\]()"]*):)?([A-Za-z$][\w$-]*)(?:\.([A-Za-z$][\w$-]*))?$/i;

/** Reads a name; undefined for what is none. */
export function readName(text: string): AttributeName | undefined {
  const [, urn, name, sub] = NAME.exec(text) ?? [];
  if (name === undefined) return undefined;
  return {name, ...(urn !== undefined && {urn}), ...(sub !== undefined && {sub})};
}

/** The place of a name; undefined when no schema of the kind has it. */
export function placeOf(kind: ResourceKind, named: AttributeName): AttributePlace | undefined {
  const {urn, name, sub} = named;
  // The URN of an extension ends in a name itself: urn:…:2.0:User.
  const whole = urn === undefined ? undefined : extensionNamed(kind, `${urn}:${name}`);
  if (whole && sub === undefined) return {extension: whole};
  const extension = urn === undefined ? undefined : extensionNamed(kind, urn);
  const isCore = urn === undefined || urn.toLowerCase() === kind.schema.id.toLowerCase();
  if (!extension && !isCore) return undefined;
  const attribute = attributeNamed(extension?.attributes ?? topAttributes(kind), name);
  if (!attribute) return undefined;
  const place = {...(extension && {extension}), attribute};
  if (sub === undefined) return place;
  const inner = attributeNamed(attribute.subAttributes ?? [], sub);
  return inner && {...place, sub: inner};
}
