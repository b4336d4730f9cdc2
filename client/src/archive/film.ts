/** The row of snapshots by keys: arrows move, A and B choose the two ends, Enter opens. Radios and links work as ever. */
export function wireFilm(strip: HTMLOListElement): void {
  const frames = [...strip.querySelectorAll<HTMLLIElement>('.snap')];
  const go = (frame: HTMLLIElement | undefined): void =>
    frame?.querySelector<HTMLAnchorElement>('.snap__go')?.focus();
  const at = (): number => frames.findIndex((frame) => frame.contains(document.activeElement));
  strip.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const onRadio = event.target instanceof HTMLInputElement;
    const now = at();
    const to = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: frames.length - 1 }[event.key];
    if (to !== undefined && !onRadio) {
      event.preventDefault();
      go(frames[Math.max(0, Math.min(to, frames.length - 1))]);
      return;
    }
    const end = { a: 'from', b: 'to' }[event.key.toLowerCase()];
    const radio = end && frames[now]?.querySelector<HTMLInputElement>(`input[name="${end}"]`);
    if (radio) {
      event.preventDefault();
      radio.checked = true;
      mark();
    }
  });
  strip.addEventListener('change', mark);

  function mark(): void {
    for (const frame of frames) {
      frame.classList.toggle('is-a', !!frame.querySelector('input[name="from"]:checked'));
      frame.classList.toggle('is-b', !!frame.querySelector('input[name="to"]:checked'));
    }
  }
  // Where the chosen ones are out of sight, begin with them in it.
  strip.querySelector('.is-a')?.scrollIntoView({ block: 'nearest', inline: 'center' });
}
