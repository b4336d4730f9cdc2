/** What each kind of card holds beyond its words, laid out as people fill it in (DESIGN, 11). */

import assumed from 'lucide-static/icons/circle-dashed.svg?raw';
import type { ComponentType } from 'preact';
import { FEELING, FIELD, TOLD_BY, WHEN } from '../app/field-words';
import { type Feeling, feelingIn } from '../board/field';
import type { CardView, Kind } from '../board/schema';
import { CommitmentFields } from './commitment-fields';
import { ConsentFields } from './consent-fields';
import {
  ChoiceField,
  DepartmentField,
  DepartmentsField,
  NumberField,
  Pick,
  Picks,
  useSet,
  YesNo,
} from './field-parts';
import { Drawn, Icon } from './icon';
import { PictureField } from './picture';
import { TextField } from './text-field';

export interface FieldsProps {
  readonly card: CardView;
  /** Why they may not be changed, if not. */
  readonly why: string | null;
}

/** A text field of the card, with its usual label. */
export function Words({ card, why, name, lines, single, label, hint }: FieldsProps & WordsProps) {
  return (
    <TextField
      card={card}
      name={name}
      label={label ?? FIELD[name]}
      why={why}
      {...(hint ? { hint } : {})}
      {...(lines ? { lines } : {})}
      {...(single ? { single } : {})}
    />
  );
}

interface WordsProps {
  readonly name: string;
  readonly label?: string;
  readonly hint?: string;
  readonly lines?: number;
  readonly single?: boolean;
}

function StoryFields(props: FieldsProps) {
  const { card, why } = props;
  return (
    <>
      <div class="three">
        <Words {...props} name="teller" single />
        <ChoiceField card={card} why={why} name="told_by" label={FIELD.told_by!} options={TOLD_BY} />
        <ChoiceField card={card} why={why} name="when" label={FIELD.when!} options={WHEN} />
      </div>
      <DepartmentsField card={card} why={why} name="departments" label="Services it touched" />
      <div class="two">
        <Words {...props} name="mattered" />
        <Words {...props} name="helped" />
      </div>
      <PictureField card={card} why={why} />
      <ConsentFields card={card} why={why} />
      <Words {...props} name="warning" single hint="Leave it empty where none is needed." />
    </>
  );
}

function TouchpointFields(props: FieldsProps) {
  const { card, why } = props;
  return (
    <>
      <div class="two">
        <NumberField card={card} why={why} name="step" label={FIELD.step!} />
        <DepartmentField card={card} why={why} name="service" label={FIELD.service!} />
      </div>
      <FeelingField card={card} why={why} />
      <YesNo card={card} why={why} name="again" label={FIELD.again!} />
      <Words {...props} name="waited" single hint="Such as “6 weeks”. Leave it empty where there was none." />
    </>
  );
}

function FeelingField({ card, why }: FieldsProps) {
  const set = useSet(card);
  const felt = feelingIn(card);
  return (
    <Picks label={FIELD.feeling!}>
      {([-2, -1, 0, 1, 2] as const).map((feeling: Feeling) => (
        <Pick
          key={feeling}
          on={felt === feeling}
          why={why}
          onPick={() => set('feeling', felt === feeling ? undefined : feeling)}
        >
          {FEELING[feeling]}
        </Pick>
      ))}
    </Picks>
  );
}

function ProblemFields(props: FieldsProps) {
  const { card, why } = props;
  return (
    <>
      <div class="two">
        <Words {...props} name="affected" />
        <Words {...props} name="matters" />
        <Words {...props} name="now" />
        <Words {...props} name="cause" />
      </div>
      <DepartmentsField card={card} why={why} name="departments" label="Services that hold a part" />
      <section aria-label="How sure are we?">
        <p class="label">How sure are we?</p>
        <p class="hint">One thing on each line, so that a guess is never dressed as a fact.</p>
        <div class="three three--sure">
          <Sure {...props} name="known" icon={<Icon name="check" />} />
          <Sure {...props} name="assumed" icon={<Drawn source={assumed} />} />
          <Sure {...props} name="unknown" icon={<Icon name="help" />} />
        </div>
      </section>
      <div class="two">
        <Words {...props} name="success" />
        <Words {...props} name="measure" />
      </div>
    </>
  );
}

function Sure({ name, icon, ...props }: FieldsProps & { name: string; icon: preact.ComponentChildren }) {
  const label = (
    <>
      {icon} {FIELD[name]}
    </>
  );
  return <TextField card={props.card} why={props.why} name={name} label={label} lines={3} />;
}

function IdeaFields(props: FieldsProps) {
  const { card, why } = props;
  return (
    <>
      <Words {...props} name="question" />
      <DepartmentsField card={card} why={why} name="departments" label="Services it needs" />
      <div class="two">
        <Words {...props} name="test" />
        <Words {...props} name="yes" />
      </div>
    </>
  );
}

function ChallengeFields(props: FieldsProps) {
  const { card, why } = props;
  return (
    <>
      <Words {...props} name="answer" lines={3} hint="A challenge is answered, not just read." />
      <YesNo card={card} why={why} name="accepted" label={FIELD.accepted!} />
    </>
  );
}

function NoteFields({ card, why }: FieldsProps) {
  return <PictureField card={card} why={why} />;
}

export const KIND_FIELDS: Readonly<Record<Kind, ComponentType<FieldsProps>>> = {
  story: StoryFields,
  touchpoint: TouchpointFields,
  problem: ProblemFields,
  idea: IdeaFields,
  challenge: ChallengeFields,
  commitment: CommitmentFields,
  note: NoteFields,
};
