import {count} from './format';

/** A part of a whole, by the name of its colour. */
interface Share {
  readonly name: string;
  readonly value: number;
  readonly colour: 'sent' | 'equal' | 'rejected' | 'open';
}

/** Parts of a whole side by side, each with its number below: what is 0 is quiet. */
export function ShareBar({shares}: {readonly shares: readonly Share[]}) {
  const all = shares.reduce((sum, {value}) => sum + value, 0);
  return (
    <div class="shares">
      <div class="bar" aria-hidden="true">
        {shares
          .filter(({value}) => value > 0)
          .map(({name, value, colour}) => (
            // Something that is there is seen, however small its part.
            <span
              key={name}
              class={`fill ${colour}`}
              style={{flexGrow: Math.max(value / all, 0.006)}}
            />
          ))}
      </div>
      <dl class="figures">
        {shares.map(({name, value, colour}) => (
          <div key={name} class={value === 0 ? 'figure zero' : `figure ${colour}`}>
            <dt>{name}</dt>
            <dd>{count(value)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
