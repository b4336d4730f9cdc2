/** A change that is pointed at, or reached by keys, is shown on both maps. */
export function wireShown(words: HTMLElement): void {
  const show = (event: Event): void => {
    const item = (event.target as Element).closest<HTMLElement>('[data-cards]');
    const cards = new Set(item?.dataset.cards?.split(' ') ?? []);
    for (const card of document.querySelectorAll<SVGElement>('.twomap [data-card]')) {
      card.classList.toggle('is-shown', cards.has(card.dataset.card ?? ''));
    }
  };
  for (const item of words.querySelectorAll<HTMLElement>('.changes > li')) item.tabIndex = 0;
  words.addEventListener('pointerover', show);
  words.addEventListener('focusin', show);
}
