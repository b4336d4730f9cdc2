/** Times come as UTC, which the server knows; here they become the reader's own. */
const FORMATS = {
  day: {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  },
  clock: { hour: '2-digit', minute: '2-digit' },
} as const;

export function tellLocalTime(root: ParentNode = document): void {
  for (const time of root.querySelectorAll<HTMLTimeElement>('time[data-local]')) {
    const at = new Date(time.dateTime);
    const format = FORMATS[time.dataset.local as keyof typeof FORMATS];
    if (format && !Number.isNaN(at.getTime())) {
      time.textContent = new Intl.DateTimeFormat(document.documentElement.lang, format).format(at);
    }
  }
}
