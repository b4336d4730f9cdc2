/**
 * The row of snapshots as a list box with two choices: arrows move, A and B choose the two ends, Enter opens one.
 * Without script the same row is links and radio buttons; here they become one thing each, and the form keeps two fields.
 */
interface Frame {
  readonly el: HTMLLIElement;
  readonly id: string;
  readonly href: string;
  /** What it was chosen as, for who can't see the marks. */
  readonly told: HTMLElement;
  /** The first may only be chosen where there is a radio for it: nothing comes after now. */
  readonly ends: ReadonlySet<End>;
}

type End = 'from' | 'to';
const ENDS: Readonly<Record<string, End>> = { a: 'from', b: 'to' };
const MARK: Readonly<Record<End, string>> = { from: 'A', to: 'B' };

export function wireFilm(strip: HTMLOListElement): void {
  const form = strip.closest('form')!;
  const chosen: Record<End, string> = { from: '', to: '' };
  for (const radio of strip.querySelectorAll<HTMLInputElement>('input:checked')) {
    chosen[radio.name as End] = radio.value;
  }
  const frames = [...strip.querySelectorAll<HTMLLIElement>('.snap')].map(plain);
  const fields = Object.fromEntries(Object.keys(chosen).map((end) => [end, hidden(form, end)]));
  let at = Math.max(
    0,
    frames.findIndex(({ id }) => id === chosen.from),
  );

  strip.setAttribute('role', 'listbox');
  strip.setAttribute('aria-multiselectable', 'true');
  strip.setAttribute('aria-orientation', 'horizontal');
  strip.removeAttribute('tabindex');
  show();
  frames[at]?.el.scrollIntoView({ block: 'nearest', inline: 'center' });

  strip.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: frames.length - 1 }[event.key];
    const end = ENDS[event.key.toLowerCase()];
    if (to !== undefined) go(Math.max(0, Math.min(to, frames.length - 1)));
    else if (end) choose(frames[at], end);
    else if (event.key === 'Enter') location.assign(frames[at]!.href);
    else return;
    event.preventDefault();
  });
  strip.addEventListener('click', (event) => {
    const target = event.target as Element;
    const now = frames.findIndex(({ el }) => el.contains(target));
    if (now < 0) return;
    const pin = target.closest<HTMLElement>('.pin');
    if (pin) {
      choose(frames[now], pin.dataset.end as End);
      go(now);
    } else if (target.closest('.snap__go')) location.assign(frames[now]!.href);
  });

  function go(to: number): void {
    at = to;
    show();
    frames[at]?.el.focus();
  }

  function choose(frame: Frame | undefined, end: End): void {
    if (!frame?.ends.has(end)) return;
    chosen[end] = frame.id;
    show();
  }

  function show(): void {
    for (const [end, field] of Object.entries(fields)) field.value = chosen[end as End];
    for (const [n, { el, id, told }] of frames.entries()) {
      const as = (Object.keys(chosen) as End[]).filter((end) => chosen[end] === id);
      el.classList.toggle('is-a', as.includes('from'));
      el.classList.toggle('is-b', as.includes('to'));
      el.tabIndex = n === at ? 0 : -1;
      el.setAttribute('aria-selected', String(as.length > 0));
      told.textContent = as.length ? `Chosen as ${as.map((end) => MARK[end]).join(' and ')}` : '';
      for (const pin of el.querySelectorAll<HTMLElement>('.pin')) {
        pin.classList.toggle('is-on', as.includes(pin.dataset.end as End));
      }
    }
  }
}

/** One thing to a screen reader, and to the Tab key: nothing in it takes the focus of its own. */
function plain(el: HTMLLIElement): Frame {
  const radios = [...el.querySelectorAll<HTMLInputElement>('input')];
  const link = el.querySelector<HTMLAnchorElement>('.snap__go')!;
  const told = document.createElement('span');
  told.className = 'vh';
  const frame = {
    el,
    id: radios[0]?.value ?? '',
    href: link.href,
    told,
    ends: new Set(radios.map(({ name }) => name as End)),
  };
  for (const radio of radios) {
    const pin = document.createElement('span');
    pin.className = `${radio.closest('.pin')!.className} pin--dot`;
    pin.dataset.end = radio.name;
    pin.setAttribute('aria-hidden', 'true');
    pin.textContent = MARK[radio.name as End];
    radio.closest('.pin')!.replaceWith(pin);
  }
  const face = document.createElement('span');
  face.className = 'snap__go';
  face.append(...link.childNodes);
  link.replaceWith(face);
  el.append(told);
  el.setAttribute('role', 'option');
  return frame;
}

function hidden(form: HTMLFormElement, name: string): HTMLInputElement {
  const field = document.createElement('input');
  field.type = 'hidden';
  field.name = name;
  form.append(field);
  return field;
}
