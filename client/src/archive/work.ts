/** A page that waits for long work: it asks how far it is, and goes on by its form once it is over. */

const ASK_MS = 1_000;
/** Percent between two times that it is said aloud. */
const SAID_EVERY = 25;

export function wireWork(form: HTMLFormElement): void {
  const bar = form.querySelector('progress');
  const far = document.getElementById('far');
  const told = document.getElementById('far-told');
  let said = 0;

  const ask = async () => {
    const answer = await fetch(form.dataset.work ?? '').catch(() => null);
    if (answer?.ok) {
      const { over, done, of } = (await answer.json()) as { over: boolean; done: number; of: number };
      if (over) return end();
      if (of) show(Math.floor((100 * done) / of), done, of);
    } else if (answer) {
      return form.submit(); // signed out, or swept away: the server says it
    }
    window.setTimeout(ask, ASK_MS);
  };

  const end = () => {
    form.submit();
    // A file that comes leaves this page where it is.
    const { done, made } = form.dataset;
    if (!done) return;
    bar?.remove();
    form.querySelector('button')?.remove();
    form.querySelector('.files__sum')?.remove();
    const head = form.querySelector('h1');
    if (head && made) head.textContent = made;
    if (far) far.textContent = done;
    if (told) told.textContent = done;
  };

  const show = (percent: number, done: number, of: number) => {
    if (bar) [bar.max, bar.value] = [of, done];
    const words = percent < 100 ? `${percent} %` : 'Written to the disk';
    if (far) far.textContent = words;
    if (told && percent >= said + SAID_EVERY) {
      said = percent;
      told.textContent = words;
    }
  };
  window.setTimeout(ask, ASK_MS);
}
