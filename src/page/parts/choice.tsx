import {useId} from 'preact/hooks';

/** A choice among names, or all of them (''). */
export function Choice({
  label,
  all,
  names,
  value,
  say,
  choose,
}: {
  readonly label: string;
  readonly all: string;
  readonly names: readonly string[];
  readonly value: string;
  readonly say: (name: string) => string;
  readonly choose: (name: string) => void;
}) {
  const id = useId();
  return (
    <span class="choice">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">{all}</option>
        {names.map((name) => (
          <option key={name} value={name}>
            {say(name)}
          </option>
        ))}
      </select>
    </span>
  );
}
