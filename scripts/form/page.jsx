/**
 * A specification as Airbyte's form shows it, with another renderer: cards by `group`, fields by `order`,
 * optional ones folded, constants and hidden options left out.
 */
import Form from '@rjsf/core';
import validator from '@rjsf/validator-ajv8';
import {createRoot} from 'react-dom/client';

const isShown = (option) => option?.const === undefined && option?.airbyte_hidden !== true;

function isOpen(name, option, required) {
  const grouped = option.type === 'object' || option.oneOf !== undefined;
  return required.includes(name) || option.always_show === true || grouped;
}

/** Fields of an object: what is open by its order, then the others behind a fold. */
function Fields({schema, properties}) {
  const options = schema.properties ?? {};
  const shown = properties
    .filter(({name}) => isShown(options[name]))
    .sort((a, b) => (options[a.name].order ?? 1e9) - (options[b.name].order ?? 1e9));
  const open = shown.filter(({name}) => isOpen(name, options[name], schema.required ?? []));
  const folded = shown.filter((one) => !open.includes(one));
  return (
    <>
      {open.map(({content}) => content)}
      {folded.length > 0 && (
        <details>
          <summary>Optional fields</summary>
          {folded.map(({content}) => content)}
        </details>
      )}
    </>
  );
}

function Cards({schema, properties}) {
  const idOf = ({name}) => schema.properties[name]?.group;
  const cards = schema.groups.map(({id, title}) => ({
    id,
    title,
    members: properties.filter((one) => idOf(one) === id),
  }));
  return cards.map(({id, title, members}) => (
    <section className="card" key={id}>
      <h2>{title}</h2>
      <Fields schema={schema} properties={members} />
    </section>
  ));
}

function ObjectTemplate(props) {
  if (props.fieldPathId.$id === 'root') return <Cards {...props} />;
  const {title, description} = props.schema;
  // The list of alternatives says already which one this is.
  const isVariant = Object.values(props.schema.properties ?? {}).some((one) => one.const);
  return (
    <fieldset>
      {title !== undefined && !isVariant && <legend>{title}</legend>}
      {description !== undefined && <p className="hint">{description}</p>}
      <Fields {...props} />
    </fieldset>
  );
}

/** Secrets are not shown while they are typed. */
function uiOf(schema) {
  if (schema.items) return {items: uiOf(schema.items)};
  const own = Object.entries(schema.properties ?? {}).map(([name, option]) => [name, uiOf(option)]);
  const variants = (schema.oneOf ?? []).flatMap((one) => Object.entries(uiOf(one)));
  const secret = schema.airbyte_secret === true && {
    'ui:widget': schema.multiline ? 'textarea' : 'password',
  };
  return {...Object.fromEntries([...variants, ...own]), ...secret};
}

const schema = window.specification.connectionSpecification;
createRoot(document.getElementById('form')).render(
  <Form
    schema={schema}
    uiSchema={{...uiOf(schema), 'ui:submitButtonOptions': {submitText: 'Set up'}}}
    validator={validator}
    templates={{ObjectFieldTemplate: ObjectTemplate}}
    noHtml5Validate
    showErrorList="top"
    onSubmit={({formData}) => (window.saved = formData)}
  />,
);
