/**
 * Runs in the head of every page, before the first paint, so that a chosen theme never flashes.
 * A classic script: it may import and export nothing. app/theme.ts keeps the choice this reads.
 */
{
  const root = document.documentElement;
  root.classList.add('js');
  try {
    const kept = localStorage.getItem('sameroom.theme');
    if (kept === 'light' || kept === 'dark' || kept === 'contrast') root.dataset.theme = kept;
  } catch {
    // Storage is closed to us (a privacy setting): the device's own theme stays.
  }
}
