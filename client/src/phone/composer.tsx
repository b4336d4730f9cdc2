/** A big field, the kind the stage asks for, and for a story: who may keep it. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { spotFor } from '../app/act';
import { today } from '../app/day';
import { askFor, askNow, homeOf, kindsNow, lookedAt, quietWords, stageKind } from '../app/stage';
import { KIND } from '../app/words';
import { mayStand } from '../board/rights';
import { CARD_SIZE, characters, KINDS, type Kind, LIMITS } from '../board/schema';
import { isSilent } from '../board/session';
import { fitHeight } from '../panels/card-editor';
import { useApp } from '../panels/context';
import { Icon, KindGlyph } from '../panels/icon';
import { KeepChoice } from '../panels/keep-choice';
import { Mark } from '../panels/mark';
import type { Draft, Drafts } from './draft';

export function Composer({ drafts, onPosted }: { drafts: Drafts; onPosted(card: string): void }) {
  const app = useApp();
  app.live.value.watch.session.value;
  app.live.value.watch.order.value;
  const { view } = app.session.value;
  const draft = drafts.draft.value;
  const kinds = kindsNow(view, app.me);
  const kind = draft.kind && kinds.includes(draft.kind) ? draft.kind : stageKind(view, app.me);
  const [error, setError] = useState('');
  if (app.me.role === 'observer') return <p class="muted">You are here to watch, so you can’t add cards.</p>;
  if (!kinds.length) return <Listening />;
  const home = homeOf(view, kind)?.id ?? null;
  const zone = draft.zone && view.zones.has(draft.zone) ? draft.zone : home;
  const quiet = isSilent(view.session, zone) ? quietWords(view.session.silent?.names !== false) : null;
  const looked = quiet ? '' : lookedAt(view, app.me, kind);
  const post = () => {
    const why = whyNot(draft.text);
    if (why) return setError(why);
    const { commands } = app.session.peek();
    const fields = kind === 'story' ? fieldsOf(draft) : {};
    const id = commands.addCard({
      kind,
      zone,
      pos: spotFor(app, kind, zone),
      size: CARD_SIZE[kind],
      text: draft.text.trim(),
      fields,
    });
    const may = commands.mayAdd(kind);
    if (!id) return setError(String(may === true ? commands.mayPut(zone, kind) : may));
    drafts.posted();
    setError('');
    onPosted(id);
  };
  return (
    <form
      class={`compose k-${kind}`}
      onSubmit={(event) => {
        event.preventDefault();
        post();
      }}
    >
      <BigField
        kind={kind}
        quiet={quiet ?? (looked || null)}
        text={draft.text}
        error={error}
        onInput={(text) => drafts.write({ text })}
      />
      <KindChips
        kinds={kinds}
        chosen={kind}
        onChoose={(chosen) => drafts.write({ kind: chosen, zone: null })}
      />
      <ZoneChoice kind={kind} zone={zone} onChoose={(chosen) => drafts.write({ zone: chosen })} />
      {kind === 'story' && (
        <>
          <ServiceChoice chosen={draft.services} onChoose={(services) => drafts.write({ services })} />
          <KeepChoice chosen={draft.keep} onChoose={(keep) => drafts.write({ keep })} />
        </>
      )}
      <div class="compose__foot">
        <button type="submit" class="btn btn--primary btn--lg btn--block">
          {quiet ? 'Put it in, unseen for now' : looked ? 'Hand it in' : 'Put it on the board'}
        </button>
        {draft.text && (
          <p class="xs muted" role="status">
            <Icon name="check" /> Draft kept on this phone
          </p>
        )}
      </div>
    </form>
  );
}

/** Nothing is added now: what is said instead, in the stage's own words. */
function Listening() {
  const app = useApp();
  const { prompt, hint } = askNow(app.session.value.view, app.me);
  return (
    <section class="now">
      <h2>{prompt}</h2>
      {hint && <p class="muted">{hint}</p>}
    </section>
  );
}

/** What a story says beside its words; when and how its permission was given is noted with it. */
function fieldsOf({ keep, services }: Draft): Record<string, unknown> {
  return {
    ...(services.length ? { departments: services } : {}),
    ...(keep ? { keep, given_on: today(), given_how: 'here' } : {}),
  };
}

function ServiceChoice({
  chosen,
  onChoose,
}: {
  chosen: readonly string[];
  onChoose(services: readonly string[]): void;
}) {
  const { view } = useApp().session.value;
  const departments = [...view.info.departments.values()];
  if (!departments.length) return null;
  const toggle = (id: string) =>
    onChoose(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  return (
    <fieldset class="kinds">
      <legend class="label">Which services did it touch?</legend>
      {departments.map(({ id, name }) => (
        <label key={id} class={`chip chip--kind${chosen.includes(id) ? ' is-on' : ''}`}>
          <input type="checkbox" class="vh" checked={chosen.includes(id)} onChange={() => toggle(id)} />
          <Mark group={view.info.departments.get(id) ?? null} size="sm" quiet />
          {name}
        </label>
      ))}
    </fieldset>
  );
}

function whyNot(text: string): string {
  if (!text.trim()) return 'Write something first. A few words are enough.';
  if (characters(text) > LIMITS.text) return `This is too long: a card holds ${LIMITS.text} characters.`;
  return '';
}

const USUAL: readonly Kind[] = ['story', 'problem', 'idea', 'commitment', 'note'];

interface KindChipsProps {
  readonly kinds: readonly Kind[];
  readonly chosen: Kind;
  onChoose(kind: Kind): void;
}

function KindChips({ kinds, chosen, onChoose }: KindChipsProps) {
  const [asked, setAll] = useState(!USUAL.includes(chosen));
  if (kinds.length < 2) return null;
  const all = asked || kinds.length < USUAL.length;
  const shown = all ? KINDS : USUAL;
  return (
    <fieldset class="kinds">
      <legend class="label">Kind of card</legend>
      {shown
        .filter((kind) => kinds.includes(kind))
        .map((kind) => (
          <label key={kind} class={`chip chip--kind${kind === chosen ? ' is-on' : ''}`}>
            <input
              type="radio"
              class="vh"
              name="kind"
              checked={kind === chosen}
              onChange={() => onChoose(kind)}
            />
            <KindGlyph kind={kind} />
            {KIND[kind].one}
          </label>
        ))}
      {!all && (
        <button type="button" class="chip chip--line" onClick={() => setAll(true)}>
          More…
        </button>
      )}
    </fieldset>
  );
}

interface BigFieldProps {
  readonly kind: Kind;
  /** What is said of silent writing. */
  readonly quiet: string | null;
  readonly text: string;
  readonly error: string;
  onInput(text: string): void;
}

function BigField({ kind, quiet, text, error, onInput }: BigFieldProps) {
  const app = useApp();
  const now = askNow(app.session.value.view, app.me);
  const { prompt, hint } = kind === now.kind ? now : askFor(kind);
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => fitHeight(field.current!), [text]);
  useLayoutEffect(() => {
    if (error) field.current!.focus();
  }, [error]);
  return (
    <div class="field">
      <label class="compose__ask" for="compose">
        {prompt}
      </label>
      <p class="muted" id="compose-hint">
        {quiet ?? hint}
      </p>
      {error && (
        <p class="error" id="compose-error" role="alert">
          <Icon name="alert" />
          {error}
        </p>
      )}
      <textarea
        id="compose"
        class={`input compose__field${error ? ' is-error' : ''}`}
        dir="auto"
        ref={field}
        aria-describedby={`compose-hint${error ? ' compose-error' : ''}`}
        aria-invalid={error ? 'true' : undefined}
        value={text}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </div>
  );
}

interface ZoneChoiceProps {
  readonly kind: Kind;
  readonly zone: string | null;
  onChoose(zone: string): void;
}

function ZoneChoice({ kind, zone, onChoose }: ZoneChoiceProps) {
  const { view } = useApp().session.value;
  const zones = view.zoneList().filter((one) => mayStand(one, kind) === true);
  if (zones.length < 2) return null;
  return (
    <label class="field">
      <span class="label">Where it goes</span>
      <select class="input" value={zone ?? ''} onChange={(event) => onChoose(event.currentTarget.value)}>
        {zone === null && <option value="">Beside the zones</option>}
        {zones.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}
