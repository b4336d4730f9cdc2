/** Days as the board keeps them: "2027-02-12", in the time of whoever writes. */

/** Today, or so many days from now. */
export function today(after = 0, now = new Date()): string {
  const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() + after, 12);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** "12 Feb 2027"; null where it is no day. */
export function dayFrom(day: string): string | null {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T12:00:00`) : null;
  if (!date || Number.isNaN(date.getTime())) return null;
  const shape = { day: 'numeric', month: 'short', year: 'numeric' } as const;
  return date.toLocaleDateString(document.documentElement.lang || 'en-GB', shape);
}

/** "just now", "4 min ago", "2 hours ago", "3 days ago". */
export function ago(at: number, now = Date.now()): string {
  const minutes = Math.floor(Math.max(0, now - at) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} ${hours === 1 ? 'hour' : 'hours'} ago`;
  return `${Math.floor(hours / 24)} days ago`;
}
