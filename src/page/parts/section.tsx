import type {ComponentChildren} from 'preact';

/** A part of the page, with its heading; `aside` stands beside the heading. */
export function Section({
  id,
  title,
  aside,
  children,
}: {
  readonly id: string;
  readonly title: string;
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <div class="section-head">
        <h2 id={`${id}-title`}>{title}</h2>
        {aside !== undefined && <p class="aside">{aside}</p>}
      </div>
      {children}
    </section>
  );
}

/** What stands where there is nothing to show: it says why. */
export function Empty({children}: {readonly children: ComponentChildren}) {
  return <p class="empty">{children}</p>;
}

/** Links to the sections. */
export function Contents({
  sections,
}: {
  readonly sections: readonly (readonly [id: string, title: string])[];
}) {
  return (
    <nav class="contents" aria-label="Sections">
      <ul>
        {sections.map(([id, title]) => (
          <li key={id}>
            <a href={`#${id}`}>{title}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
