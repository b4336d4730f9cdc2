/** A dialog over the board: starts on the safe button, Escape leaves, the focus goes back. */
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { useApp } from './context';
import { Icon } from './icons';

export interface DialogProps {
  readonly title: string;
  /** Asks about something that cannot wait: read out as an alert. */
  readonly asks?: boolean;
  /** At the right edge, the board's full height. */
  readonly side?: boolean;
  readonly wide?: boolean;
  /** All of the window. */
  readonly page?: boolean;
  /** As large as the window, but for a rim. */
  readonly full?: boolean;
  /** May not be left without an answer. */
  readonly stays?: boolean;
  readonly children: ComponentChildren;
}

/** Mark the safe button with data-first; else the close button has the focus. */
export function Dialog({ title, asks, side, wide, page, full, stays, children }: DialogProps) {
  const app = useApp();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current!;
    element.showModal();
    element.querySelector<HTMLElement>('[data-first]')?.focus();
  }, []);
  const leave = (event: Event) => {
    event.preventDefault();
    if (!stays) app.close();
  };
  const onPress = (event: MouseEvent) => {
    if (event.target === dialog.current && !stays) app.close();
  };
  const shape = `${side ? ' dialog--side' : ''}${wide ? ' dialog--wide' : ''}${page ? ' dialog--page' : ''}${full ? ' dialog--full' : ''}`;
  return (
    <dialog
      class={`dialog${shape}`}
      role={asks ? 'alertdialog' : undefined}
      aria-labelledby={id}
      ref={dialog}
      onCancel={leave}
      onMouseDown={onPress}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <div class="dialog__head">
        <h2 id={id}>{title}</h2>
        {!stays && !asks && (
          <button type="button" class="icon-btn" aria-label="Close" onClick={() => app.close()}>
            <Icon name="close" />
          </button>
        )}
      </div>
      {children}
    </dialog>
  );
}
