/** The two regions that screen readers read from; always in the page, so that changes in them are heard. */
import { useApp } from './context';

export function Spoken() {
  const { polite, urgent } = useApp().announcer;
  return (
    <>
      <div class="vh" role="status" aria-live="polite" data-spoken="polite">
        {polite.value}
      </div>
      <div class="vh" role="alert" aria-live="assertive" data-spoken="urgent">
        {urgent.value}
      </div>
    </>
  );
}
