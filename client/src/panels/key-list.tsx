/** Keys and what they do. */
export interface KeyListProps {
  readonly title: string;
  readonly keys: readonly (readonly [key: string, words: string])[];
  readonly level?: 2 | 3;
}

export function KeyList({ title, keys, level = 3 }: KeyListProps) {
  const Heading = `h${level}` as 'h2' | 'h3';
  return (
    <section>
      <Heading>{title}</Heading>
      <dl class="keys">
        {keys.map(([key, words]) => (
          <div key={key}>
            <dt>
              <kbd class="kbd">{key}</kbd>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
