const [WIDTH, HEIGHT] = [150, 28];

/** Small bars, one for each run; in words for those who do not see them. */
export function Bars({
  values,
  say,
  name,
  times = 'runs',
}: {
  readonly values: readonly number[];
  readonly say: (value: number) => string;
  readonly name: string;
  /** What the values belong to. */
  readonly times?: string;
}) {
  const most = Math.max(...values, 1);
  const step = WIDTH / Math.max(values.length, 12);
  const left = WIDTH - step * values.length;
  const label = `${name} over ${values.length} ${times}: at most ${say(Math.max(...values))}, last ${say(values.at(-1) ?? 0)}`;
  return (
    <svg
      class="bars"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={label}
    >
      {values.map((value, index) => {
        const height = value === 0 ? 1 : Math.max(2, (value / most) * HEIGHT);
        return (
          <rect
            key={index}
            x={left + index * step}
            y={HEIGHT - height}
            width={Math.max(step - 1.5, 1)}
            height={height}
            class={index === values.length - 1 ? 'last' : ''}
          />
        );
      })}
    </svg>
  );
}
