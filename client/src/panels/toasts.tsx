/** Short messages at the bottom; they stay while the pointer or the focus is on them. */
import { useEffect, useState } from 'preact/hooks';
import type { Toast } from '../app/app';
import { useApp } from './context';

const STAYS_MS = 8_000;

export function Toasts() {
  const app = useApp();
  return (
    <section class="toasts" aria-label="Messages">
      {app.toasts.value.map((toast) => (
        <ToastBar key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function ToastBar({ toast }: { toast: Toast }) {
  const app = useApp();
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => app.dropToast(toast.id), STAYS_MS);
    return () => clearTimeout(timer);
  }, [held, app, toast.id]);
  const act = () => {
    toast.action?.run();
    app.dropToast(toast.id);
  };
  const hold = { onMouseEnter: () => setHeld(true), onMouseLeave: () => setHeld(false) };
  return (
    <div class="toast" {...hold} onFocusIn={() => setHeld(true)} onFocusOut={() => setHeld(false)}>
      <span class="grow">{toast.text}</span>
      {toast.action && (
        <button type="button" class="btn btn--sm" onClick={act}>
          {toast.action.label}
        </button>
      )}
    </div>
  );
}
